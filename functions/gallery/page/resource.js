// One resource: its picture, and what people say about it.
import { get, post, user } from "./archive.js";
import { make, say } from "./dom.js";
import { box, stage } from "./zoom.js";

const size = (bytes) => {
  const unit = bytes < 1e6 ? ["kB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(bytes / unit[1]).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${unit[0]}`;
};

/** The stage for a resource: its picture, or what there is instead. */
export function look(resource, boxes = []) {
  const isPicture = /^image\/(jpeg|png|gif|webp|bmp)$/.test(resource.mime_type);
  const small = resource.preview || (isPicture ? resource.url : null);
  if (small) return stage({ small, large: isPicture ? resource.url : null, alt: resource.title, boxes });
  return make("div", { class: "stage" }, make("div", { class: "note" },
    make("img", { src: resource.thumb, alt: "", width: "100", height: "100" }),
    make("p", {}, "There is no picture of this file."),
    make("a", { class: "button", href: resource.url }, "Open the file")));
}

/** The page of one resource. */
export async function resource(id) {
  const path = (of) => `/api/resources/${of}/${id}`;
  const found = await get(`/api/resources/${id}`);
  const [metadata, keywords, comments, marks] = await Promise.all([
    get(`/api/metadata/${id}`), get(path("keywords")), get(path("comments")), get(path("annotations")),
  ]);
  const { boxes, list } = annotations(marks);
  const facts = { File: found.file_name, Type: found.type, Format: found.mime_type, Size: size(found.file_size), Added: found.created };
  return [found.title, make("article", { class: "viewer" },
    look(found, boxes),
    make("div", { class: "details" },
      make("h1", {}, found.title),
      make("p", { class: "row" },
        make("a", { class: "button", href: `/api/resources/download/${id}`, download: found.file_name }, "Download"),
        make("a", { class: "button quiet", href: `/api/iiif/resources/${id}/manifest` }, "IIIF")),
      pairs(Object.entries(facts).filter(([, value]) => value)),
      Object.keys(metadata).length ? part("Description", pairs(Object.entries(metadata))) : null,
      words(id, keywords), list, talk(id, comments)))];
}

const part = (title, ...content) => make("section", {}, make("h2", {}, title), content);
const pairs = (entries) => make("dl", {}, entries.map(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]));

function annotations({ annotations: all, relations = [] }) {
  if (!all.length) return { boxes: [], list: null };
  const titles = new Map(relations.map((related) => [related.id, related.title]));
  const shown = all.filter((mark) => !mark.relation || titles.has(mark.relation)).map((mark) => {
    const text = mark.transcript || (mark.relation ? titles.get(mark.relation) : mark.url);
    const href = mark.relation ? `#/resource/${mark.relation}` : mark.url;
    const line = make("li", { tabindex: "-1" }, href ? make("a", { href }, text) : make("p", {}, text));
    const frame = box(mark, text, () => line.focus());
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      line.addEventListener(event, () => frame.classList.toggle("marked", on));
    }
    return { line, frame };
  });
  return { boxes: shown.map((mark) => mark.frame), list: part("On the picture", make("ul", { class: "said" }, shown.map((mark) => mark.line))) };
}

function words(id, keywords) {
  const item = (keyword) => make("li", {}, make("a", { href: `#/search/${encodeURIComponent(`keyword: "${keyword.keyword.replaceAll('"', '\\"')}"`)}` }, keyword.keyword));
  const all = make("ul", { class: "words-list" }, keywords.map(item));
  if (!keywords.length && !user()) return null;
  return part("Keywords", all, entry("Add a keyword", false, async (keyword) => {
    const made = await post("/api/keywords", { resource_id: id, keyword });
    if (!keywords.some((known) => known.id === made.id)) { keywords.push(made); all.append(item(made)); }
  }));
}

function talk(id, comments) {
  const item = (comment) => make("li", {}, make("p", {}, comment.content), make("small", { class: "faint" }, comment.created));
  const all = make("ul", { class: "said" }, comments.map(item));
  if (!comments.length && !user()) return null;
  return part("Comments", all, entry("Write a comment", true, async (content) => all.append(item(await post("/api/comments", { resource_id: id, content })))));
}

/** A line to write something in, for who is logged in. */
function entry(label, isLong, add) {
  if (!user()) return null;
  const field = make(isLong ? "textarea" : "input", { "aria-label": label, placeholder: label, required: true, maxlength: isLong ? 65535 : 255, rows: isLong ? 2 : null });
  const problem = make("p", { class: "problem", role: "alert" });
  const send = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      await add(field.value);
      field.value = "";
      say("Added");
    } catch (refusal) { problem.textContent = refusal.message; }
  };
  return make("form", { onsubmit: send }, make("div", { class: "row" }, field, make("button", {}, "Add")), problem);
}
