// A picture to look into: wheel, drag, pinch, keys and buttons. Boxes lie on it and move along.
import { make } from "./dom.js";

const MOST = 12;

/** A stage with a picture. `small` is shown at once; `large` is fetched when somebody looks closer. */
export function stage({ small, large, alt, width, height, boxes = [] }) {
  const picture = make("img", { src: small, alt, draggable: "false" });
  const frame = make("div", { class: "frame" }, picture, boxes);
  const layer = make("div", { class: "layer" }, frame);
  let scale = 1, x = 0, y = 0;
  const draw = () => {
    const box = element.getBoundingClientRect();
    // What is looked at stays on the stage.
    x = Math.min(0, Math.max(box.width * (1 - scale), x));
    y = Math.min(0, Math.max(box.height * (1 - scale), y));
    layer.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    if (scale > 1.4 && large && picture.src !== new URL(large, location).href) picture.src = large;
  };
  const zoom = (factor, cx, cy) => {
    const next = Math.min(MOST, Math.max(1, scale * factor));
    x = cx - (cx - x) * next / scale;
    y = cy - (cy - y) * next / scale;
    scale = next;
    draw();
  };
  const middle = (factor) => zoom(factor, element.clientWidth / 2, element.clientHeight / 2);
  const whole = () => { scale = 1; x = y = 0; draw(); };
  const fit = () => {
    const w = width || picture.naturalWidth, h = height || picture.naturalHeight;
    if (!w || !h || !element.clientWidth) return;
    const ratio = Math.min(element.clientWidth / w, element.clientHeight / h);
    Object.assign(frame.style, {
      width: `${w * ratio}px`, height: `${h * ratio}px`,
      left: `${(element.clientWidth - w * ratio) / 2}px`, top: `${(element.clientHeight - h * ratio) / 2}px`,
    });
    draw();
  };
  const button = (label, sign, act) => make("button", { type: "button", "aria-label": label, title: label, onclick: act }, sign);
  const keys = (event) => {
    const acts = { "+": () => middle(1.4), "=": () => middle(1.4), "-": () => middle(1 / 1.4), 0: whole };
    if (scale > 1) Object.assign(acts, {
      ArrowLeft: () => { x += 60; draw(); }, ArrowRight: () => { x -= 60; draw(); },
      ArrowUp: () => { y += 60; draw(); }, ArrowDown: () => { y -= 60; draw(); },
    });
    if (!acts[event.key] || event.ctrlKey || event.metaKey) return;
    acts[event.key]();
    event.preventDefault();
    event.stopPropagation();
  };
  const element = make("div", { class: "stage", tabindex: "0", role: "group", "aria-label": "Picture. Plus and minus zoom, arrow keys move.", onkeydown: keys },
    layer, make("div", { class: "tools" }, button("Zoom in", "+", () => middle(1.5)), button("Zoom out", "−", () => middle(1 / 1.5)), button("Whole picture", "⤢", whole)));

  const fingers = new Map();
  element.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
  });
  element.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const box = element.getBoundingClientRect();
    if (fingers.size === 2) {
      const [other] = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
      const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY) || 1;
      zoom(apart(event) / apart(before), (event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top);
    } else {
      x += event.clientX - before.clientX;
      y += event.clientY - before.clientY;
      draw();
    }
    fingers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, (event) => fingers.delete(event.pointerId));
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = element.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  element.addEventListener("dblclick", (event) => {
    const box = element.getBoundingClientRect();
    if (scale > 1) whole(); else zoom(3, event.clientX - box.left, event.clientY - box.top);
  });
  picture.addEventListener("load", fit);
  new ResizeObserver(fit).observe(element);
  return element;
}

/** An annotation's box, in fractions of the picture. */
export function box(annotation, label, act) {
  const element = make("button", { type: "button", class: "box", "aria-label": label, title: label, onclick: act });
  const percent = (fraction) => `${fraction * 100}%`;
  Object.assign(element.style, {
    left: percent(annotation.x1), top: percent(annotation.y1),
    width: percent(annotation.x2 - annotation.x1), height: percent(annotation.y2 - annotation.y1),
  });
  return element;
}
