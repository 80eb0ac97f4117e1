// The page: which view is shown, and who is logged in. Views are named by the part of the address after `#`.
import { logIn, logOut, user } from "./archive.js";
import { collection, collections, home, search } from "./browse.js";
import { make, say } from "./dom.js";
import { resource } from "./resource.js";
import { upload } from "./upload.js";

const main = document.getElementById("main");
const query = document.getElementById("query");
const number = (text) => Number.parseInt(text, 10) || undefined;

const VIEWS = {
  "": () => home(),
  search: (words = "", page) => search(words, number(page)),
  collections: (page) => collections(number(page)),
  collection: (id, page) => collection(id, number(page)),
  resource: (id) => resource(id),
  upload: () => upload(),
};

let turn = 0;
let isFirst = true;

async function show() {
  const mine = ++turn;
  const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decode);
  main.setAttribute("aria-busy", "true");
  let title, content;
  try {
    const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : null;
    [title, content] = view ? await view(...rest) : ["Not found", make("p", {}, "There is no such page.")];
  } catch (refusal) {
    [title, content] = ["Not to be shown", trouble(refusal)];
  }
  // Somebody has gone on meanwhile.
  if (mine !== turn) return;
  document.title = title === "Gallery" ? title : `${title} – Gallery`;
  query.value = name === "search" ? rest[0] || "" : "";
  main.replaceChildren(content);
  main.setAttribute("aria-busy", "false");
  if (!isFirst) {
    main.focus({ preventScroll: name === "collection" });
    if (name !== "collection") scrollTo(0, 0);
    say(title);
  }
  isFirst = false;
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function trouble(refusal) {
  const text = refusal.status === 401 ? "This is private. Log in to see it." : refusal.status === 404 ? "There is no such thing here." : refusal.message;
  return make("div", { role: "alert" }, make("h1", {}, refusal.status === 401 ? "Private" : "Sorry"), make("p", {}, text));
}

function showUser() {
  const isIn = Boolean(user());
  document.getElementById("log-in").hidden = isIn;
  document.getElementById("log-out").hidden = !isIn;
  document.querySelector("[data-with-login]").hidden = !isIn;
}

const dialog = document.getElementById("login");
const form = dialog.querySelector("form");
document.getElementById("log-in").addEventListener("click", () => dialog.showModal());
document.getElementById("log-out").addEventListener("click", logOut);
form.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = form.querySelector(".problem");
  problem.textContent = "";
  try {
    await logIn(form.username.value, form.password.value);
    form.reset();
    dialog.close();
  } catch (refusal) { problem.textContent = refusal.message; }
});
document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  location.hash = `#/search/${encodeURIComponent(query.value.trim())}`;
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog") || event.altKey || event.ctrlKey || event.metaKey) return;
  const link = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const target = link && main.querySelector(`a[rel=${link}][href]`);
  if (target) location.hash = new URL(target.href).hash;
  else if (event.key === "/") { query.focus(); event.preventDefault(); }
});
addEventListener("hashchange", show);
addEventListener("fonds-login", () => { showUser(); show(); });
showUser();
show();
