// The archive's public API, and who is logged in. The session is in a cookie that scripts cannot read.

/** An answer that is no success. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Asks the API; answers with its JSON and headers. */
export async function ask(method, path, body) {
  const options = { method, credentials: "same-origin", headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(path, options);
  const text = await answer.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* told below by the status */ }
  if (!answer.ok) {
    if (answer.status === 401 && path !== "/login") forget();
    throw new Refusal(answer.status, json?.message || `The archive answered ${answer.status}.`);
  }
  return { json, headers: answer.headers };
}

export const get = async (path) => (await ask("GET", path)).json;
export const post = async (path, body) => (await ask("POST", path, body)).json;

/** A page of a list: what is on it, and how many there are in all. */
export async function list(path) {
  const { json, headers } = await ask("GET", path);
  const items = Array.isArray(json) ? json : json.results;
  return { items, total: Number(headers.get("X-Total-Count") ?? json.total ?? items.length) };
}

const KEY = "fonds-user";

/** The logged-in user, as far as this page knows. */
export function user() {
  try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; }
}

export async function logIn(username, password) {
  const { json } = await ask("POST", "/login", { username, password });
  localStorage.setItem(KEY, JSON.stringify({ id: json.id, name: json.name, role: json.role }));
  dispatchEvent(new Event("fonds-login"));
}

export async function logOut() {
  await ask("POST", "/logout").catch(() => null);
  forget();
}

function forget() {
  if (!user()) return;
  localStorage.removeItem(KEY);
  dispatchEvent(new Event("fonds-login"));
}
