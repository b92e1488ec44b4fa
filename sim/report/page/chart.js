"use strict";
// Charts that zoom: lines, bands, bars and dots from the data of the page, drawn as SVG.
const SPACE = "http://www.w3.org/2000/svg";
const DATA = JSON.parse(document.getElementById("data").textContent);
const GROUPS = {};
const DARK = matchMedia("(prefers-color-scheme: dark)");
const MINUTE = 6e4, HOUR = 36e5, DAY = 864e5;

function node(parent, name, attributes = {}, words = null) {
  const made = document.createElementNS(SPACE, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (words !== null) made.textContent = words;
  parent.append(made);
  return made;
}
function element(parent, name, attributes = {}, words = null) {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (words !== null) made.textContent = words;
  parent.append(made);
  return made;
}
function button(parent, words, act, pressed = null) {
  const made = element(parent, "button", { type: "button" }, words);
  if (pressed !== null) made.setAttribute("aria-pressed", pressed);
  made.addEventListener("click", () => act(made));
  return made;
}
const pad = (n) => String(n).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function fullDate(ms, seconds) {
  const d = new Date(ms);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}, ${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}` +
    (seconds ? `:${pad(d.getUTCSeconds())}` : "");
}
function plain(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e4) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(4))).replace("-", "−");
}
function power(exponent) {
  const n = Math.round(exponent);
  if (Math.abs(n) <= 3) return plain(10 ** n);
  return "10" + String(n).replace("-", "⁻").replace(/\d/g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);
}
function pale(colour) {
  const [r, g, b] = [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
  return 0.3 * r + 0.59 * g + 0.11 * b > 150;
}
function niceStep(span, count) {
  const raw = span / count, power = 10 ** Math.floor(Math.log10(raw));
  return power * [1, 2, 5, 10].find((k) => k * power >= raw * 0.999);
}
function numberTicks(a, b, count) {
  const step = niceStep(b - a || 1, count), found = [];
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  for (let k = Math.ceil(a / step - 1e-9) || 0; k * step <= b + 1e-9 * step; k++)
    found.push([k * step, (k ? k * step : 0).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−")]);
  return found;
}
function dateTicks(a, b, count) {
  const raw = (b - a) / count, found = [];
  const steps = [1, 2, 5, 10, 15, 30].map((k) => k * MINUTE)
    .concat([1, 2, 3, 6, 12].map((k) => k * HOUR), [1, 2, 5, 10].map((k) => k * DAY));
  const step = steps.find((s) => s >= raw);
  if (step) {
    for (let t = Math.ceil(a / step) * step; t <= b; t += step) {
      const d = new Date(t), day = `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
      found.push([t, step >= DAY || t % DAY === 0 ? day : `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`]);
    }
    return found;
  }
  const months = [1, 3, 6, 12, 24, 60].find((k) => k * 30 * DAY >= raw) || 120;
  const first = new Date(a);
  let m = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months;
  for (; Date.UTC(0, m) && new Date(Date.UTC(Math.floor(m / 12), m % 12)) <= b; m += months) {
    const t = Date.UTC(Math.floor(m / 12), m % 12);
    if (t >= a) found.push([t, m % 12 ? `${MONTHS[m % 12]}` : String(Math.floor(m / 12))]);
  }
  return found;
}
// The height of a line at x, on the straight line between its points; null in a gap.
function between(xs, ys, x) {
  let low = 0, high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle; else high = middle;
  }
  if (ys[low] === null || ys[high] === null) return null;
  const wide = xs[high] - xs[low];
  return wide > 0 ? ys[low] + (x - xs[low]) / wide * (ys[high] - ys[low]) : ys[low];
}

function chart(box, spec, title) {
  const rows = spec.y.rows, bars = Boolean(rows), date = spec.x.kind === "date";
  const lines = spec.series.filter((s) => s.kind !== "bars");
  let low = Infinity, high = -Infinity;
  for (const s of spec.series) for (const x of [s.x, s.x2 || s.x]) for (const v of x) { low = Math.min(low, v); high = Math.max(high, v); }
  if (spec.x.zero) low = 0;
  if (!bars || spec.x.kind !== "date") { if (bars) high += 0.02 * (high - low); }
  const full = [low, high];
  const hidden = new Set();
  const group = spec.group ? (GROUPS[spec.group] ||= { range: null, at: null, members: [] }) : { range: null, at: null, members: [] };
  const tools = element(box, "div", { class: "tools" });
  const names = [...new Set(lines.map((s) => s.name).filter(Boolean))];
  for (const name of names) {
    const own = lines.find((s) => s.name === name);
    if (names.length < 2) break;
    const key = button(tools, name, (b) => {
      if (hidden.has(name)) hidden.delete(name); else hidden.add(name);
      b.setAttribute("aria-pressed", !hidden.has(name));
      draw();
    }, true);
    key.classList.add("key");
    key.style.setProperty("--own", own.colour);
  }
  for (const each of spec.presets || []) button(tools, each.label, () => set(each.range));
  const back = button(tools, "reset zoom", () => set(null));
  const stage = element(box, "div", { class: "stage" });
  const picture = node(stage, "svg", { tabindex: 0, role: "img", "aria-label": `${title}. Arrow keys move the reading line, plus and minus zoom, 0 shows all.` });
  const told = element(stage, "div", { class: "told", "aria-live": "polite", hidden: "" });
  let frame = null;

  function set(range) {
    group.range = range && range[1] - range[0] > 1e-9 * (full[1] - full[0]) ? range : null;
    for (const member of group.members) member();
  }
  function draw() {
    const width = Math.max(280, stage.clientWidth), narrow = width < 560 || Boolean(spec.y.above);
    const height = bars ? 46 + rows.length * ((spec.y.pitch || 34) + (narrow ? 12 : 0)) : spec.height || 300;
    const left = bars ? (narrow ? 14 : 16 + 7.2 * Math.max(...rows.map((r) => Math.min(r.length, 22)))) : 52;
    const edge = { left, right: width - 12, top: bars ? 4 : 22, bottom: height - 40 };
    const [a, b] = group.range || full;
    const X = (v) => edge.left + (v - a) / (b - a || 1) * (edge.right - edge.left);
    picture.replaceChildren();
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const clip = `clip-${box.dataset.chart}`;
    node(node(node(picture, "defs"), "clipPath", { id: clip }), "rect", { x: edge.left, y: edge.top - 2, width: edge.right - edge.left, height: edge.bottom - edge.top + 4 });
    const ticks = date ? dateTicks(a, b, width / 90) : numberTicks(a, b, width / 90);
    for (const [v, words] of ticks) {
      node(picture, "line", { class: "grid", x1: X(v), x2: X(v), y1: edge.top, y2: edge.bottom });
      node(picture, "text", { x: X(v), y: edge.bottom + 15, "text-anchor": "middle" }, words);
    }
    const within = date && b - a < 300 * DAY ? ` from ${fullDate(a)}` : "";
    node(picture, "text", { x: (edge.left + edge.right) / 2, y: height - 5, "text-anchor": "middle", class: "axis" }, spec.x.label + within);
    const Y = bars ? null : scaleY(edge, a, b);
    const inner = node(picture, "g", { "clip-path": `url(#${clip})` });
    if (bars) drawBars(inner, edge, X, narrow, a, b); else drawLines(inner, X, Y);
    node(picture, "line", { class: "frame", x1: edge.left, x2: edge.right, y1: edge.bottom, y2: edge.bottom });
    const cursor = node(picture, "g", { class: "cursor" });
    const shade = node(picture, "rect", { class: "shade", y: edge.top, height: edge.bottom - edge.top, width: 0 });
    frame = { edge, a, b, X, Y, cursor, shade, width, height, narrow };
    back.hidden = !group.range;
    if (!bars) read(group.at);
  }
  function scaleY(edge, a, b) {
    let y0 = spec.y.zero ? 0 : Infinity, y1 = -Infinity;
    for (const s of lines) {
      if (hidden.has(s.name)) continue;
      for (let k = 0; k < s.x.length; k++) {
        const near = (s.x[k] >= a || s.x[k + 1] >= a) && (s.x[k] <= b || s.x[k - 1] <= b);
        if (!near) continue;
        for (const v of [s.y[k], s.y2 ? s.y2[k] : null]) if (v !== null && (!spec.y.log || v > 0)) { y0 = Math.min(y0, v); y1 = Math.max(y1, v); }
      }
    }
    if (!(y1 >= y0)) [y0, y1] = [spec.y.log ? 1 : 0, spec.y.log ? 10 : 1];
    const f = spec.y.log ? Math.log10 : (v) => v;
    if (spec.y.log) { y0 = 10 ** Math.floor(f(y0)); y1 = 10 ** Math.ceil(f(y1)); }
    else { const gap = 0.05 * (y1 - y0 || 1); y1 += gap; if (!spec.y.zero) y0 -= gap; }
    const scale = (v) => edge.bottom - (f(v) - f(y0)) / (f(y1) - f(y0)) * (edge.bottom - edge.top);
    const ticks = spec.y.log
      ? Array.from({ length: f(y1) - f(y0) + 1 }, (_, k) => [10 ** (f(y0) + k), power(f(y0) + k)])
      : numberTicks(y0, y1, (edge.bottom - edge.top) / 34);
    for (const [v, words] of ticks) {
      node(picture, "line", { class: "grid", x1: edge.left, x2: edge.right, y1: scale(v), y2: scale(v) });
      node(picture, "text", { x: edge.left - 6, y: scale(v) + 4, "text-anchor": "end" }, words);
    }
    node(picture, "text", { x: 4, y: 13, class: "axis" }, spec.y.label);
    return scale;
  }
  function drawLines(inner, X, Y) {
    for (const s of lines) {
      if (hidden.has(s.name)) continue;
      let d = "", pen = "M";
      for (let k = 0; k < s.x.length; k++) {
        if (s.y[k] === null) { pen = "M"; continue; }
        const at = `${X(s.x[k]).toFixed(1)} ${Y(s.y[k]).toFixed(1)}`;
        d += s.kind === "dots" ? `M${at}h0` : pen + at;
        pen = "L";
      }
      if (s.kind === "band") {
        for (let k = s.x.length - 1; k >= 0; k--) d += `L${X(s.x[k]).toFixed(1)} ${Y(s.y2[k]).toFixed(1)}`;
        node(inner, "path", { d: d + "Z", fill: s.colour, class: "band" });
      } else node(inner, "path", { d, stroke: s.colour, class: s.kind + (s.dash ? " dash" : "") }).style.strokeWidth = thick(s);
    }
  }
  // Lines of two or three things that may coincide: the first one is wider and shows on both sides.
  function thick(s) {
    const under = names.length > 3 || s.kind !== "line" ? 0 : names.length - 1 - names.indexOf(s.name);
    return under > 0 ? `${2 + 2.5 * under}px` : "";
  }
  // Bars that would cover each other on the screen are one bar that tells how many.
  function bars_of(s, X) {
    const found = [];
    for (let k = 0; k < s.x.length; k++) {
      const last = found[found.length - 1];
      if (s.least && last && X(s.x[k]) - X(last.x2) < 2) { last.x2 = s.x2[k]; last.count += 1; continue; }
      found.push({ x: s.x[k], x2: s.x2[k], words: s.text[k], count: 1, k });
    }
    return found;
  }
  function drawBars(inner, edge, X, narrow, a, b) {
    const pitch = (edge.bottom - edge.top) / rows.length;
    rows.forEach((words, k) => {
      if (narrow) node(picture, "text", { x: edge.left, y: edge.top + k * pitch + 12 }, words);
      else node(picture, "text", { x: edge.left - 8, y: edge.top + (k + 0.5) * pitch + 4, "text-anchor": "end" }, words.length > 22 ? words.slice(0, 21) + "…" : words);
    });
    for (const s of spec.series) for (const item of bars_of(s, X)) {
      const k = item.k;
      if (item.x2 < a || item.x > b) continue;
      const x = Math.max(X(item.x), edge.left - 5), wide = Math.max(Math.min(X(item.x2), edge.right + 5) - x, s.least || 1);
      const whole = pitch - (narrow ? 20 : 8), tall = s.whisker ? 2 : whole / (s.lanes || 1);
      const y = edge.top + s.row * pitch + (narrow ? 17 : 4) + (s.lane || 0) * whole / (s.lanes || 1) + (s.whisker ? whole / (s.lanes || 1) / 2 - 1 : 0);
      const one = node(inner, "rect", { x, y, width: wide, height: tall, fill: s.colour, class: `bar${s.alternate && k % 2 ? " pale" : ""}${s.least ? " tick" : ""}${s.whisker ? " whisker" : ""}` });
      const each = item.count > 1 ? `${item.count} ${s.many}` : item.words;
      const words = date ? `${each} · ${fullDate(item.x)} to ${fullDate(item.x2)}` : each;
      node(one, "title", {}, words);
      one.addEventListener("pointerenter", () => say(words, x + wide / 2, y));
      one.addEventListener("pointerleave", () => { told.hidden = true; });
      const inside = [item.words, s.numbered ? String(k + 1) : ""].find((label) => label && wide > 6.4 * label.length + 8);
      if (s.label && inside) node(inner, "text", { x: x + wide / 2, y: y + tall / 2 + 4, "text-anchor": "middle", class: pale(s.colour) || (s.alternate && k % 2 && !DARK.matches) ? "on-pale" : "on-bar" }, inside);
    }
  }
  function say(words, x, y) {
    told.textContent = words;
    told.hidden = false;
    const ratio = picture.clientWidth / frame.width;
    const limit = stage.clientWidth - told.offsetWidth - 4;
    told.style.left = `${Math.max(0, Math.min(x * ratio + 10, limit))}px`;
    told.style.top = `${Math.max(0, y * ratio - told.offsetHeight - 6)}px`;
  }
  function read(at) {
    frame.cursor.replaceChildren();
    if (at === null || at < frame.a || at > frame.b) { told.hidden = true; return; }
    const x = frame.X(at), parts = [date ? `${fullDate(at, frame.b - frame.a < DAY)} UTC` : `${plain(at)} ${spec.x.unit || ""}`.trim()];
    node(frame.cursor, "line", { x1: x, x2: x, y1: frame.edge.top, y2: frame.edge.bottom });
    for (const s of lines) {
      if (hidden.has(s.name) || s.kind === "dots" || s.silent || !s.x.length || at < s.x[0] || at > s.x[s.x.length - 1]) continue;
      const y = between(s.x, s.y, at);
      if (y === null) continue;
      const head = [names.length > 1 ? s.name : "", s.what || ""].filter(Boolean).join(", ");
      parts.push(`${head ? head + ": " : ""}${plain(y)}${s.y2 ? " to " + plain(between(s.x, s.y2, at)) : ""}`);
      if (!s.y2) node(frame.cursor, "circle", { cx: x, cy: frame.Y(y), r: 4, fill: s.colour });
    }
    say(parts.join("\n"), x, frame.edge.top + 60);
  }
  function point(at) {
    group.at = at;
    for (const member of group.members) if (member.read) member.read(at);
  }
  const where = (event) => {
    const box = picture.getBoundingClientRect(), px = (event.clientX - box.left) * frame.width / box.width;
    const share = (px - frame.edge.left) / (frame.edge.right - frame.edge.left);
    return frame.a + Math.max(0, Math.min(1, share)) * (frame.b - frame.a);
  };
  let from = null;
  picture.addEventListener("pointerdown", (event) => { if (event.pointerType !== "touch") from = where(event); });
  picture.addEventListener("pointermove", (event) => {
    const at = where(event);
    if (from !== null) {
      const [p, q] = [frame.X(Math.min(from, at)), frame.X(Math.max(from, at))];
      frame.shade.setAttribute("x", p);
      frame.shade.setAttribute("width", q - p);
    }
    if (!bars) point(at);
  });
  const leave = () => { told.hidden = true; frame.shade.setAttribute("width", 0); from = null; };
  picture.addEventListener("pointerup", (event) => {
    const at = where(event), start = from;
    leave();
    if (start !== null && Math.abs(frame.X(at) - frame.X(start)) > 8) set([Math.min(start, at), Math.max(start, at)]);
  });
  picture.addEventListener("pointerleave", () => { leave(); if (!bars) point(null); });
  picture.addEventListener("dblclick", () => set(null));
  picture.addEventListener("keydown", (event) => {
    const { a, b } = frame, at = group.at ?? (a + b) / 2, span = b - a;
    const clamp = (p, q) => set([Math.max(full[0], p), Math.min(full[1], q)]);
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const sign = event.key === "ArrowRight" ? 1 : -1;
      if (bars) clamp(a + sign * span / 10, b + sign * span / 10); else point(Math.max(a, Math.min(b, at + sign * span / 100)));
    } else if (event.key === "+" || event.key === "=") clamp(at - span / 4, at + span / 4);
    else if (event.key === "-") clamp(at - span, at + span);
    else if (event.key === "0" || event.key === "Escape") set(null);
    else return;
    event.preventDefault();
  });
  picture.addEventListener("blur", () => { told.hidden = true; });
  const member = () => { if (stage.clientWidth) draw(); };
  if (!bars) member.read = (at) => { if (stage.clientWidth) read(at); };
  group.members.push(member);
  new ResizeObserver(member).observe(stage);
  DARK.addEventListener("change", member);
  draw();
}
