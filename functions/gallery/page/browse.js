// Lists: what is new, what was searched, collections and their pages.
import { get, list } from "./archive.js";
import { card, collectionCard, grid, make, pager } from "./dom.js";
import { look } from "./resource.js";

const PAGE = 24;

/** The first page: what is new, and collections. */
export async function home() {
  const [recent, collections] = await Promise.all([list(`/api/search?n=${PAGE}`), list("/api/collections?n=6")]);
  return ["Gallery", make("div", {},
    make("section", { "aria-labelledby": "recent" },
      make("div", { class: "head" }, make("h1", { id: "recent" }, "Recently changed"), make("span", { class: "faint" }, count(recent.total, "item"))),
      grid(recent.items.map((item) => card(item)), "There is nothing to see yet."),
      recent.total > PAGE ? make("p", {}, make("a", { href: "#/search/" }, "All items")) : null),
    collections.items.length ? make("section", { "aria-labelledby": "some" },
      make("div", { class: "head" }, make("h2", { id: "some" }, "Collections"), make("a", { href: "#/collections" }, "All collections")),
      grid(collections.items.map(collectionCard), "", "wide")) : null)];
}

/** What a query finds. */
export async function search(query, page = 1) {
  const found = await list(`/api/search?q=${encodeURIComponent(query)}&n=${PAGE}&page=${page}`);
  const link = (to) => `#/search/${encodeURIComponent(query)}/${to}`;
  return [query || "All items", make("section", {},
    make("div", { class: "head" }, make("h1", {}, query ? `Found for ${query}` : "All items"), make("span", { class: "faint" }, count(found.total, "item"))),
    grid(found.items.map((item) => card(item)), "Nothing fits. Try fewer words, or one of title:, keyword:, type:, user:, created:."),
    pager(page, PAGE, found.total, link))];
}

/** All collections. */
export async function collections(page = 1) {
  const found = await list(`/api/collections?n=${PAGE}&page=${page}`);
  return ["Collections", make("section", {},
    make("div", { class: "head" }, make("h1", {}, "Collections"), make("span", { class: "faint" }, count(found.total, "collection"))),
    grid(found.items.map(collectionCard), "There are no collections yet.", "wide"),
    pager(page, PAGE, found.total, (to) => `#/collections/${to}`))];
}

/** A collection: all of its pages, or one of them with its neighbours. */
export async function collection(id, number) {
  const { found, members } = await whole(id);
  const at = (place) => `#/collection/${id}/${place + 1}`;
  if (!number) {
    return [found.title, make("section", {},
      make("div", { class: "head" }, make("h1", {}, found.title), make("span", { class: "row" },
        make("span", { class: "faint" }, count(members.length, "page")),
        make("a", { class: "button quiet", href: `/api/iiif/collections/${id}/manifest` }, "IIIF"))),
      found.description ? make("p", {}, found.description) : null,
      grid(members.map((member, place) => card(member, at(place))), "There is nothing in this collection."))];
  }
  const place = Math.min(members.length, Math.max(1, number)) - 1;
  const shown = members[place];
  if (!shown) return [found.title, make("p", {}, "There is nothing in this collection.")];
  const step = (to, text, key) => make("a", { class: "button quiet", href: members[to] ? at(to) : null, "aria-disabled": members[to] ? null : "true", rel: key }, text);
  const strip = make("ul", { class: "strip", "aria-label": "Pages" }, members.map((member, other) => make("li", {},
    make("a", { href: at(other), "aria-label": `Page ${other + 1}: ${member.title}`, "aria-current": other === place ? "page" : null },
      make("img", { src: member.thumb, alt: "", loading: "lazy" })))));
  queueMicrotask(() => strip.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
  return [`${shown.title} – ${found.title}`, make("section", {},
    make("div", { class: "head" }, make("h1", {}, make("a", { href: `#/collection/${id}` }, found.title)),
      make("nav", { class: "row", "aria-label": "Pages" }, step(place - 1, "← Previous", "prev"),
        make("span", {}, `${place + 1} of ${members.length}`), step(place + 1, "Next →", "next"))),
    look(shown), strip,
    make("p", {}, make("a", { href: `#/resource/${shown.id}` }, `${shown.title}: description, keywords and comments`)))];
}

/** A collection with all that is in it, which comes in pages. */
async function whole(id) {
  const members = [];
  for (let page = 1; ; page += 1) {
    const found = await get(`/api/collections/${id}?n=500&page=${page}`);
    members.push(...found.members);
    if (page * 500 >= found.count) return { found, members };
  }
}

const count = (number, word) => `${number.toLocaleString()} ${word}${number === 1 ? "" : "s"}`;
