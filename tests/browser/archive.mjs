// An archive to look at: pictures, a collection and hostile titles, put there through the public API.
import { deflateSync, crc32 } from "node:zlib";

export const base = process.env.FONDS_URL;

/** A session of the administrator. */
export async function logIn() {
  const answer = await fetch(`${base}/login`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: "admin", password: "admin" }),
  });
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  return async (method, path, body) => {
    const headers = { Cookie: cookie };
    if (body && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
    const answer = await fetch(base + path, { method, headers, body: body && !(body instanceof FormData) ? JSON.stringify(body) : body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
}

/** A PNG of one colour with a darker band. */
export function png(width, height, [red, green, blue]) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    const shade = y > height / 2 ? 0.6 : 1;
    for (let x = 0; x < width; x += 1) rows.set([red * shade, green * shade, blue * shade], y * (1 + width * 3) + 1 + x * 3);
  }
  const chunk = (name, data) => {
    const named = Buffer.concat([Buffer.from(name), data]);
    const frame = Buffer.alloc(8 + named.length);
    frame.writeUInt32BE(data.length, 0);
    named.copy(frame, 4);
    frame.writeUInt32BE(crc32(named), 4 + named.length);
    return frame;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** Uploads a picture. */
export async function upload(ask, title, bytes, fields = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ title, public: "true", ...fields })) form.append(name, value);
  form.append("file", new Blob([bytes], { type: "image/png" }), `${title.replace(/\W+/g, "-")}.png`);
  return ask("POST", "/api/resources", form);
}

/** Asks until the answer is as it should be. */
export async function until(look, what, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
