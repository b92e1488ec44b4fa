// Maps that pan and zoom; paths come with the page; marks, names and degrees are drawn here.
const UNIT = 0.01; // degrees of a unit of the paths
const TRUE_AT = Math.cos(40 * Math.PI / 180), KM_PER_DEGREE = 111.195;

function degrees(value, positive, negative) {
  const v = Math.abs(value) < 1e-9 ? 0 : value;
  return `${Number(Math.abs(v).toFixed(2))}°${v > 0 ? " " + positive : v < 0 ? " " + negative : ""}`;
}
// Names on land and of islands: words, whether they stand beside their place, and places with the
// longitude, the latitude and the degrees of land around each.
const NAMES = JSON.parse(document.getElementById("earth")?.dataset.names || "[]");
const WHOLE = 400; // degrees of longitude in view at most
const WIDE = 200; // degrees of longitude in view from which on islands have no names
const turned = (lon) => ((lon + 180) % 360 + 360) % 360 - 180;

function map(box, spec, title) {
  const picture = box.querySelector("svg"), world = picture.querySelector(".world");
  const stage = picture.parentNode, drawn = picture.querySelector(".drawn");
  const tools = element(box, "div", { class: "tools" });
  box.insertBefore(tools, stage);
  const over = node(picture, "g", { class: "over" });
  const told = element(stage, "div", { class: "told", "aria-live": "polite", hidden: "" });
  let view = null, size = null, marks = spec.marks || [], extra = [], taken = [];
  picture.setAttribute("tabindex", 0);
  picture.setAttribute("aria-label", `${title}. Arrow keys move the map, plus and minus zoom, 0 shows the whole of it.`);

  function fit([west, east, south, north]) {
    const scale = Math.min(size.width / ((east - west) * TRUE_AT), size.height / (north - south));
    view = { lon: (west + east) / 2, lat: (south + north) / 2, scale };
    draw();
  }
  const clamped = (scale) => Math.max(size.width / (WHOLE * TRUE_AT), Math.min(scale, 4000));
  const X = (lon) => size.width / 2 + (lon - view.lon) * TRUE_AT * view.scale;
  const Y = (lat) => size.height / 2 - (lat - view.lat) * view.scale;
  const lonOf = (x) => view.lon + (x - size.width / 2) / (TRUE_AT * view.scale);
  const latOf = (y) => view.lat - (y - size.height / 2) / view.scale;
  // A mark is drawn on the turn of the Earth that is nearest to the middle of the view.
  const near = (lon) => lon + 360 * Math.round((view.lon - lon) / 360);

  function draw() {
    view.scale = clamped(view.scale);
    view.lat = Math.max(-85, Math.min(85, view.lat));
    view.lon = turned(view.lon); // the picture is three turns wide: it goes on around the Earth
    const kx = view.scale * TRUE_AT, ky = view.scale;
    world.setAttribute("transform", `translate(${X(0)} ${Y(0)}) scale(${kx * UNIT} ${-ky * UNIT})`);
    over.replaceChildren();
    graticule();
    scaleBar();
    taken = [[size.width - 190, 0, size.width, 24]];
    const under = node(over, "g"), top = node(over, "g");
    const shown = [...marks, ...extra].map((m) => [m, X(near(m.lon)), Y(m.lat)]).filter(([, x, y]) => inside(x, y, -20));
    for (const [, x, y] of shown) taken.push([x - 6, y - 6, x + 6, y + 6]);
    for (const one of shown) mark(top, ...one);
    const far = ({ spots: [[lon, lat]] }) => Math.hypot(X(near(lon)) - size.width / 2, Y(lat) - size.height / 2);
    const told = new Set();
    for (const line of [...(spec.lines || [])].sort((a, b) => far(a) - far(b)))
      if (tell(under, line.spots, told.has(line.label) ? line.short : line.label)) told.add(line.label);
    names(under);
  }
  const inside = (x, y, gap) => x > gap && x < size.width - gap && y > gap && y < size.height - gap;
  // Text where no other text is: the box of the first place that is free, or nothing.
  function free(places) {
    for (const [x, y, anchor, wide] of places) {
      const left = anchor === "end" ? x - wide : anchor === "middle" ? x - wide / 2 : x, box = [left, y - 11, left + wide, y + 4];
      if (box[0] < 1 || box[1] < 1 || box[2] > size.width - 1 || box[3] > size.height - 16) continue;
      if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
      taken.push(box);
      return [x, y, anchor];
    }
    return null;
  }
  // The words of a line beside its northern, southern, eastern or western end.
  function tell(parent, [north, south, east, west], label) {
    const at = ([lon, lat]) => [X(near(lon)), Y(lat)], wide = 5.6 * label.length + 4;
    if (at(east)[0] - at(west)[0] < 30 && at(south)[1] - at(north)[1] < 30) return null;
    const [nx, ny] = at(north), [sx, sy] = at(south), [ex, ey] = at(east), [wx, wy] = at(west);
    const found = free([[nx, ny - 4, "middle", wide], [sx, sy + 13, "middle", wide], [ex + 4, ey + 4, "start", wide], [wx - 4, wy + 4, "end", wide]]);
    if (found) node(parent, "text", { x: found[0], y: found[1], "text-anchor": found[2], class: "line-name" }, label);
    return found;
  }
  function names(parent) {
    const across = size.width / (view.scale * TRUE_AT), beside = [];
    for (const [words, alone, spots] of NAMES) {
      const seen = spots.map(([lon, lat, wide]) => [X(near(lon)), Y(lat), wide * view.scale * TRUE_AT]).filter(([x, y]) => inside(x, y, 4));
      if (alone) { if (across < WIDE) beside.push(...seen.slice(0, 1).map(([x, y]) => [words, x, y])); continue; }
      const wide = 6.2 * words.length;
      const found = free(seen.filter(([, , room]) => room > 0.8 * wide).map(([x, y]) => [x, y + 4, "middle", wide]));
      if (found) node(parent, "text", { x: found[0], y: found[1], "text-anchor": "middle", class: "land-name" }, words);
    }
    const far = ([, x, y]) => Math.hypot(x - size.width / 2, y - size.height / 2);
    for (const [words, x, y] of beside.sort((a, b) => far(a) - far(b))) {
      const wide = 5.8 * words.length + 4;
      const found = free([[x + 6, y + 4, "start", wide], [x - 6, y + 4, "end", wide], [x, y - 6, "middle", wide], [x, y + 15, "middle", wide]]);
      if (!found) continue;
      node(parent, "circle", { cx: x, cy: y, r: 2, class: "island" });
      node(parent, "text", { x: found[0], y: found[1], "text-anchor": found[2], class: "island-name" }, words);
    }
  }
  function graticule() {
    const step = [0.25, 0.5, 1, 2, 5, 10, 20, 30, 60].find((s) => s * view.scale * TRUE_AT > 70) || 90;
    for (let lon = Math.ceil(lonOf(0) / step) * step; lon <= lonOf(size.width); lon += step) {
      node(over, "line", { class: "grid", x1: X(lon), x2: X(lon), y1: 0, y2: size.height });
      node(over, "text", { x: X(lon), y: size.height - 5, "text-anchor": "middle" }, degrees(turned(lon), "E", "W"));
    }
    for (let lat = Math.ceil(latOf(size.height) / step) * step; lat <= latOf(0); lat += step) {
      if (Math.abs(lat) > 90) continue;
      node(over, "line", { class: "grid", x1: 0, x2: size.width, y1: Y(lat), y2: Y(lat) });
      node(over, "text", { x: 5, y: Y(lat) - 3 }, degrees(lat, "N", "S"));
    }
  }
  function scaleBar() {
    const perPixel = KM_PER_DEGREE * Math.cos(view.lat * Math.PI / 180) / (view.scale * TRUE_AT);
    const km = niceStep(140 * perPixel, 1) > 140 * perPixel * 1.5 ? niceStep(70 * perPixel, 1) : niceStep(140 * perPixel, 1);
    const wide = km / perPixel, x = size.width - wide - 14;
    node(over, "path", { class: "scale", d: `M${x} 14v8h${wide}v-8` });
    node(over, "text", { x: x + wide / 2, y: 16, "text-anchor": "middle" }, `${km.toLocaleString("en")} km`);
  }
  function mark(parent, m, x, y) {
    const shapes = {
      ring: "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0", cross: "M-7 0H7M0-7V7", diamond: "M0-7L7 0L0 7L-7 0Z",
      impact: "M-5-5L5 5M-5 5L5-5", dot: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", square: "M-5-5H5V5H-5Z",
    };
    const one = node(parent, "g", { transform: `translate(${x} ${y})`, class: `mark ${m.shape}` });
    node(one, "path", { d: shapes[m.shape], class: "halo" });
    const ink = node(one, "path", { d: shapes[m.shape] });
    ink.style.setProperty("--own", m.colour || "var(--ink)");
    if (!m.label) return;
    const wide = 6.9 * m.label.length + 4, level = y + (m.down || 0) + 4;
    const right = [x + 11, level, "start", wide], left = [x - 11, level, "end", wide];
    const sides = m.left ? [left, right] : [right, left];
    const more = [-16, 24, -32, 40].flatMap((down) => sides.map(([a, b, c, d]) => [a, b + down, c, d]));
    const found = free([...sides, ...more, [x, y - 14, "middle", wide], [x, y + 24, "middle", wide]]);
    if (found) node(one, "text", { x: found[0] - x, y: found[1] - y, "text-anchor": found[2], class: "name" }, m.label);
  }
  function zoom(factor, x = size.width / 2, y = size.height / 2) {
    const lon = lonOf(x), lat = latOf(y);
    view.scale = clamped(view.scale * factor);
    view.lon += lon - lonOf(x);
    view.lat += lat - latOf(y);
    draw();
  }
  for (const each of spec.views) button(tools, each.label, () => fit(each.window));
  button(tools, "+", () => zoom(1.6)).setAttribute("aria-label", "zoom in");
  button(tools, "−", () => zoom(1 / 1.6)).setAttribute("aria-label", "zoom out");
  for (const each of spec.layers || []) {
    const key = button(tools, each.label, (b) => {
      const hide = b.getAttribute("aria-pressed") === "true";
      b.setAttribute("aria-pressed", !hide);
      for (const one of drawn.querySelectorAll(`[data-layer="${CSS.escape(each.name)}"]`)) one.style.display = hide ? "none" : "";
    }, true);
    key.classList.add("key");
    key.style.setProperty("--own", each.colour);
  }
  const spot = (event) => {
    const area = picture.getBoundingClientRect();
    return [(event.clientX - area.left) * size.width / area.width, (event.clientY - area.top) * size.height / area.height];
  };
  // One finger turns the map sideways and scrolls the page; two move and zoom the map.
  const two = (event) => { if (event.touches.length > 1) event.preventDefault(); };
  picture.addEventListener("touchstart", two, { passive: false });
  picture.addEventListener("touchmove", two, { passive: false });
  const held = new Map();
  let moved = false;
  picture.addEventListener("pointerdown", (event) => { moved = false; held.set(event.pointerId, spot(event)); picture.setPointerCapture(event.pointerId); });
  const release = (event) => {
    held.delete(event.pointerId);
    if (event.pointerType === "touch" && event.type === "pointerup" && !moved) hover(...spot(event));
  };
  picture.addEventListener("pointerup", release);
  picture.addEventListener("pointercancel", release);
  picture.addEventListener("pointerleave", () => { told.hidden = true; });
  picture.addEventListener("pointermove", (event) => {
    const [x, y] = spot(event);
    if (!held.has(event.pointerId)) return hover(x, y);
    const [px, py] = held.get(event.pointerId);
    moved ||= Math.hypot(x - px, y - py) > 2;
    const share = held.size === 2 ? 0.5 : 1; // two fingers move the map by the mean of both
    view.lon -= share * (x - px) / (TRUE_AT * view.scale);
    if (event.pointerType !== "touch" || held.size === 2) view.lat += share * (y - py) / view.scale;
    if (held.size === 2) {
      const other = [...held].find(([id]) => id !== event.pointerId)[1];
      const ratio = Math.hypot(x - other[0], y - other[1]) / Math.max(1, Math.hypot(px - other[0], py - other[1]));
      zoom(ratio, (x + other[0]) / 2, (y + other[1]) / 2);
    } else draw();
    held.set(event.pointerId, [x, y]);
  });
  picture.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== picture) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.25 : 0.8, ...spot(event));
  }, { passive: false });
  picture.addEventListener("dblclick", (event) => zoom(2, ...spot(event)));
  picture.addEventListener("keydown", (event) => {
    const step = 60 / view.scale, moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (moves[event.key]) { view.lon += moves[event.key][0] * step / TRUE_AT; view.lat += moves[event.key][1] * step; draw(); }
    else if (event.key === "+" || event.key === "=") zoom(1.6);
    else if (event.key === "-") zoom(1 / 1.6);
    else if (event.key === "0" || event.key === "Escape") fit(spec.views[0].window);
    else return;
    event.preventDefault();
  });
  function hover(x, y) {
    let best = 256, found = null; // a circle of 16 pixels, for fingers
    for (const [lon, lat, words] of spec.hover || []) {
      const gap = (X(near(lon)) - x) ** 2 + (Y(lat) - y) ** 2;
      if (gap < best) { best = gap; found = words; }
    }
    const place = `${degrees(latOf(y), "N", "S")}, ${degrees(turned(lonOf(x)), "E", "W")}`;
    told.textContent = found ? `${found}\n${place}` : place;
    told.hidden = false;
    const ratio = stage.clientWidth / size.width;
    told.style.left = `${Math.max(0, Math.min(x * ratio + 14, stage.clientWidth - told.offsetWidth - 4))}px`;
    told.style.top = `${Math.max(0, y * ratio - told.offsetHeight - 10)}px`;
  }
  function resize() {
    if (!stage.clientWidth) return;
    const width = stage.clientWidth, first = size === null;
    size = { width, height: Math.round(Math.max(300, Math.min((spec.tall || 0.62) * width, 620))) };
    picture.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    if (first) fit(spec.views[0].window); else draw();
  }
  new ResizeObserver(resize).observe(stage);
  resize();
  const trail = node(drawn, "path", { class: "trail" });
  return { show(list, track = "") { extra = list; trail.setAttribute("d", track); if (view) draw(); } };
}
