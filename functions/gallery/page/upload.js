// Uploads: small files through the API, larger ones straight to the store, a part at a time.
import { ask, user } from "./archive.js";
import { make, say } from "./dom.js";

/** Bytes up to which a file goes through the API. */
const DIRECT = 4 * 1024 * 1024;

/** The page to upload with. */
export async function upload() {
  if (!user()) return ["Upload", make("p", {}, "Log in to upload files.")];
  const files = make("ul", { class: "files" });
  const isPublic = make("input", { type: "checkbox", name: "public" });
  const type = make("select", { name: "type" }, ["", "Drawing", "Inventory Card", "Map", "Notebook", "Notebook Page", "Photograph", "Report"].map((name) => make("option", { value: name }, name || "–")));
  const chosen = async (list) => {
    for (const file of list) files.append(await send(file, { public: isPublic.checked, type: type.value }));
  };
  const input = make("input", { type: "file", multiple: true, class: "unseen", id: "files", onchange: () => { chosen([...input.files]); input.value = ""; } });
  const drop = make("div", {
    class: "drop",
    ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
    ondragleave: () => drop.classList.remove("over"),
    ondrop: (event) => { event.preventDefault(); drop.classList.remove("over"); chosen([...event.dataTransfer.files]); },
  }, make("p", {}, "Drop files here, or"), make("button", { type: "button", onclick: () => input.click() }, "Choose files"), make("label", { class: "unseen", for: "files" }, "Files to upload"), input);
  return ["Upload", make("section", {}, make("h1", {}, "Upload"),
    make("div", { class: "row" }, make("label", {}, "Type", type), make("label", { class: "check" }, isPublic, "Everybody may see them")), drop, files)];
}

/** A line with the progress of one file, which is on its way. */
async function send(file, fields) {
  const bar = make("progress", { max: Math.max(1, file.size), value: 0, "aria-label": `Upload of ${file.name}` });
  const state = make("span", { class: "faint" }, "waiting");
  const line = make("li", {}, make("span", {}, file.name), bar, state);
  const show = (bytes) => { bar.value = bytes; state.textContent = `${Math.floor(100 * bytes / Math.max(1, file.size))} %`; };
  (file.size <= DIRECT ? small(file, fields, show) : large(file, fields, show)).then((resource) => {
    bar.value = bar.max;
    state.replaceChildren(make("a", { href: `#/resource/${resource.id}` }, "Done"));
    say(`${file.name} is uploaded`);
  }, (refusal) => {
    state.className = "problem";
    state.textContent = refusal.message;
    say(`${file.name}: ${refusal.message}`);
  });
  return line;
}

function small(file, fields, show) {
  const form = new FormData();
  form.append("public", String(fields.public));
  form.append("type", fields.type);
  form.append("file", file, file.name);
  return transfer("POST", "/api/resources", form, show, 0).then((request) => JSON.parse(request.responseText));
}

async function large(file, fields, show) {
  const { json: begun } = await ask("POST", "/api/uploads", { name: file.name, size: file.size, rtype: fields.type, public: fields.public });
  try {
    let sent = 0;
    if (begun.method === "single") await transfer("PUT", begun.url, file, show, 0, begun.headers);
    else for (let number = 1; sent < file.size; number += 1) {
      const { json } = await ask("POST", `/api/uploads/${begun.id}/parts`, { part_numbers: [number] });
      const part = file.slice(sent, sent + begun.part_size);
      await transfer("PUT", json.parts[0].url, part, show, sent, json.parts[0].headers);
      sent += part.size;
    }
    // A large file takes longer to be read than a request may last: it goes on when it is asked for again.
    for (;;) {
      const { json: made } = await ask("POST", `/api/uploads/${begun.id}/complete`, {});
      if (made.sha) return made;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  } catch (refusal) {
    await ask("DELETE", `/api/uploads/${begun.id}`).catch(() => null);
    throw refusal;
  }
}

/** Sends bytes and tells how many have gone. `fetch` cannot, so this is the older way. */
function transfer(method, url, body, show, before, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => show(before + event.loaded);
    request.onerror = () => reject(new Error("The connection broke."));
    request.onload = () => {
      if (request.status < 300) return resolve(request);
      let message = `The archive answered ${request.status}.`;
      try { message = JSON.parse(request.responseText).message || message; } catch { /* the status has to do */ }
      reject(new Error(message));
    };
    request.send(body);
  });
}
