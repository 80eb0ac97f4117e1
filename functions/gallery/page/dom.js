// Elements, made of names, attributes and children. Texts become text nodes: whatever an archive holds stays text.

/** An element. `on…` attributes are listeners; `true` and `false` set and leave out; children may be texts, elements, lists, or nothing. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Says something to who listens to the page instead of looking at it. */
export function say(text) {
  document.getElementById("status").textContent = text;
}

/** A list of cards, or a sentence when there are none. */
export function grid(cards, none, style = "") {
  if (!cards.length) return make("p", { class: "faint" }, none);
  return make("ul", { class: `grid ${style}` }, cards.map((card) => make("li", {}, card)));
}

/** A resource's card. */
export function card(resource, href = `#/resource/${resource.id}`) {
  const kind = resource.type || resource.mime_type;
  return make("a", { class: "card", href },
    make("span", { class: "picture" }, make("img", { src: resource.thumb, alt: "", loading: "lazy", decoding: "async" })),
    make("span", { class: "words" }, make("strong", {}, resource.title), make("small", {}, kind, resource.public ? null : " · private")));
}

/** A collection's card. */
export function collectionCard(collection) {
  return make("a", { class: "card", href: `#/collection/${collection.id}` },
    make("span", { class: "words" }, make("strong", {}, collection.title),
      make("small", {}, collection.description || "", collection.public ? null : " · private")));
}

/** Links to the pages around this one. `link` makes an address of a page's number. */
export function pager(page, size, total, link) {
  const last = Math.max(1, Math.ceil(total / size));
  if (last === 1) return null;
  const step = (to, text) => to >= 1 && to <= last
    ? make("a", { class: "button quiet", href: link(to) }, text)
    : null;
  return make("nav", { class: "row", "aria-label": "Pages" }, step(page - 1, "← Newer"), make("span", { class: "faint" }, `Page ${page} of ${last}`), step(page + 1, "Older →"));
}
