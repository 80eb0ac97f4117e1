// The gallery, as people use it: looked at, searched, leafed through, and written to.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { base, logIn, png, until, upload } from "./archive.mjs";

// Packages are tools, and kept with the other tools.
const tools = createRequire(new URL("../../.tools/browser/package.json", import.meta.url));
const { chromium } = tools("playwright-core");
const AXE = tools.resolve("axe-core/axe.min.js");
const HOSTILE = `<img src=x onerror="document.title='run'"><b>bold</b>`;

let browser, ask, pages, collection, secret;

before(async () => {
  ask = await logIn();
  pages = [];
  for (let number = 1; number <= 3; number += 1) pages.push(await upload(ask, `Field notebook, page ${number}`, png(900, 700, [60 * number, 120, 90]), { type: "Notebook Page" }));
  await upload(ask, HOSTILE, png(40, 40, [200, 30, 30]));
  secret = await upload(ask, "Sealed letter", png(30, 30, [9, 9, 9]), { public: "false" });
  await ask("POST", "/api/keywords", { resource_id: pages[0].id, keyword: HOSTILE });
  await ask("POST", "/api/comments", { resource_id: pages[0].id, content: HOSTILE });
  await ask("POST", `/api/metadata/${pages[0].id}`, { creator: HOSTILE });
  await ask("POST", "/api/annotations", { resource_id: pages[0].id, x1: 0.1, y1: 0.1, x2: 0.4, y2: 0.3, transcript: HOSTILE });
  collection = await ask("POST", "/api/collections", { title: "Field notebook", public: true, members: pages.map((page) => page.id) });
  await until(async () => (await ask("GET", "/api/search?q=notebook")).total >= 3, "the notebook in the search");
  await until(async () => (await ask("GET", `/api/resources/${pages[0].id}`)).preview, "a preview");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => browser?.close());

/** A page of the gallery in a browser of its own, and what went wrong there. */
async function open(hash = "", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
  await page.goto(`${base}/gallery${hash}`);
  await settled(page);
  return { page, wrong };
}

const settled = (page) => page.waitForFunction(() => document.getElementById("main").getAttribute("aria-busy") === "false");

async function enter(page) {
  await page.getByRole("button", { name: "Log in" }).first().click();
  await page.getByLabel("Name or e-mail").fill("admin");
  await page.getByLabel("Password").fill("admin");
  await page.locator("dialog button[value=log-in]").click();
  await page.getByRole("button", { name: "Log out" }).waitFor();
  await settled(page);
}

async function accessible(page, where) {
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  const axe = await readFile(AXE, "utf8");
  // The page takes no scripts from elsewhere: the checker comes in from outside of it.
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const answer = await session.send("Runtime.evaluate", { expression: "axe.run().then((found) => JSON.stringify(found.violations))", awaitPromise: true, returnByValue: true });
  const violations = JSON.parse(answer.result.value);
  assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`), [], where);
}

test("the first page shows what is new, and collections", async () => {
  const { page, wrong } = await open();
  await page.getByRole("link", { name: /Field notebook, page 2/ }).waitFor();
  await page.getByRole("link", { name: /^Field notebook$/ }).waitFor();
  assert.equal(await page.getByText("Sealed letter").count(), 0, "private things are not shown");
  await accessible(page, "first page");
  assert.deepEqual(wrong, []);
});

test("hostile words stay words", async () => {
  const { page, wrong } = await open(`#/resource/${pages[0].id}`);
  await page.getByText(HOSTILE, { exact: true }).first().waitFor();
  assert.equal(await page.getByText(HOSTILE, { exact: true }).count() >= 3, true);
  assert.equal(await page.locator("main b, main img[src=x]").count(), 0);
  assert.match(await page.title(), /Field notebook/);
  assert.deepEqual(wrong, []);
  const policy = (await fetch(`${base}/gallery`)).headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'; script-src 'self';/);
});

test("a search finds, and says what it found", async () => {
  const { page, wrong } = await open();
  await page.getByLabel("Search the archive").fill('title: "Field notebook, page 3"');
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("heading", { name: /Found for/ }).waitFor();
  assert.equal(await page.locator(".card").count(), 1);
  await page.locator(".card").click();
  await page.getByRole("heading", { name: "Field notebook, page 3" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: /Found for/ }).waitFor();
  await accessible(page, "search");
  assert.deepEqual(wrong, []);
});

test("a collection is leafed through with the keyboard", async () => {
  const { page, wrong } = await open(`#/collection/${collection.id}`);
  assert.equal(await page.locator(".card").count(), 3);
  await page.locator(".card").first().click();
  await page.getByText("1 of 3").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText("2 of 3").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText("3 of 3").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.getByText("2 of 3").waitFor();
  assert.match(await page.locator(".strip [aria-current]").getAttribute("aria-label"), /page 2/);
  await accessible(page, "collection");
  assert.deepEqual(wrong, []);
});

test("a picture is looked into", async () => {
  const { page, wrong } = await open(`#/resource/${pages[0].id}`);
  const stage = page.getByRole("group", { name: /Picture/ });
  await page.waitForFunction(() => document.querySelector(".frame img").naturalWidth > 0);
  const width = () => page.locator(".frame img").evaluate((image) => image.getBoundingClientRect().width);
  const small = await width();
  assert.ok(small > 200, `${small}`);
  await stage.focus();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  assert.ok(await width() > small * 1.8);
  // Who looks closer sees the file itself.
  await page.waitForFunction(() => document.querySelector(".frame img").naturalWidth === 900);
  await page.keyboard.press("0");
  assert.equal(Math.round(await width()), Math.round(small));
  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, -400);
  assert.ok(await width() > small * 1.5);
  // The box lies where it was drawn.
  const [frame, box] = await page.evaluate(() => [".frame", ".box"].map((name) => document.querySelector(name).getBoundingClientRect().toJSON()));
  assert.ok(Math.abs((box.x - frame.x) / frame.width - 0.1) < 0.01 && Math.abs(box.width / frame.width - 0.3) < 0.01);
  await accessible(page, "resource");
  assert.deepEqual(wrong, []);
});

test("what is private is shown after a login, and not any more after the logout", async () => {
  const { page } = await open(`#/resource/${secret.id}`);
  await page.getByText("This is private. Log in to see it.").waitFor();
  await enter(page);
  await page.getByRole("heading", { name: "Sealed letter" }).waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("This is private. Log in to see it.").waitFor();
});

test("a wrong password is told", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Log in" }).first().click();
  await page.getByLabel("Name or e-mail").fill("nobody");
  await page.getByLabel("Password").fill("wrong");
  await page.locator("dialog button[value=log-in]").click();
  await page.getByText("unknown user or wrong password").waitFor();
  await accessible(page, "login");
});

test("keywords and comments are written", async () => {
  const { page, wrong } = await open(`#/resource/${pages[1].id}`);
  await enter(page);
  await page.getByLabel("Add a keyword").fill("lower terrace");
  await page.getByLabel("Add a keyword").press("Enter");
  await page.getByRole("link", { name: "lower terrace" }).waitFor();
  await page.getByLabel("Write a comment").fill("The scale bar is missing.");
  await page.locator("form", { has: page.getByLabel("Write a comment") }).getByRole("button").click();
  await page.getByText("The scale bar is missing.").waitFor();
  const keywords = await ask("GET", `/api/resources/keywords/${pages[1].id}`);
  assert.deepEqual(keywords.map((keyword) => keyword.keyword), ["lower terrace"]);
  await accessible(page, "resource, logged in");
  assert.deepEqual(wrong, []);
});

for (const [size, way] of [[20, "through the API"], [6_000_000, "straight to the store"]]) {
  test(`an upload ${way} appears`, async () => {
    const { page, wrong } = await open();
    await enter(page);
    await page.getByRole("link", { name: "Upload" }).click();
    await page.getByRole("heading", { name: "Upload" }).waitFor();
    await page.getByLabel("Everybody may see them").check();
    const name = `terrace-${size}.png`;
    const picture = png(120, 80, [10, 90, 160]);
    await page.locator("#files").setInputFiles({ name, mimeType: "image/png", buffer: Buffer.concat([picture, Buffer.alloc(size)]) });
    await page.getByRole("link", { name: "Done" }).click({ timeout: 60_000 });
    await page.getByRole("heading", { name }).waitFor();
    await accessible(page, "upload");
    assert.deepEqual(wrong, []);
  });
}

for (const [name, options] of Object.entries({
  phone: { viewport: { width: 360, height: 740 } },
  dark: { colorScheme: "dark" },
  "reduced motion": { reducedMotion: "reduce" },
})) {
  test(`it is as good: ${name}`, async () => {
    const { page, wrong } = await open("", options);
    await page.locator(".card").first().waitFor();
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(beyond <= 0, `${beyond} pixels too wide`);
    await accessible(page, name);
    assert.deepEqual(wrong, []);
  });
}
