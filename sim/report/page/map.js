// Maps that pan and zoom; paths come with the page, marks and degrees are drawn here.
const UNIT = 0.01; // degrees of a unit of the paths
const TRUE_AT = Math.cos(40 * Math.PI / 180), KM_PER_DEGREE = 111.195;

function degrees(value, positive, negative) {
  const v = Math.abs(value) < 1e-9 ? 0 : value;
  return `${Number(Math.abs(v).toFixed(2))}°${v > 0 ? " " + positive : v < 0 ? " " + negative : ""}`;
}
const turned = (lon) => ((lon + 180) % 360 + 360) % 360 - 180;

function map(box, spec, title) {
  const picture = box.querySelector("svg"), world = picture.querySelector(".world");
  const stage = picture.parentNode;
  const tools = element(box, "div", { class: "tools" });
  box.insertBefore(tools, stage);
  const over = node(picture, "g", { class: "over" });
  const told = element(stage, "div", { class: "told", "aria-live": "polite", hidden: "" });
  let view = null, size = null, marks = spec.marks || [], extra = [];
  picture.setAttribute("tabindex", 0);
  picture.setAttribute("aria-label", `${title}. Arrow keys move the map, plus and minus zoom, 0 shows the whole of it.`);

  function fit([west, east, south, north]) {
    const scale = Math.min(size.width / ((east - west) * TRUE_AT), size.height / (north - south));
    view = { lon: (west + east) / 2, lat: (south + north) / 2, scale };
    draw();
  }
  const X = (lon) => size.width / 2 + (lon - view.lon) * TRUE_AT * view.scale;
  const Y = (lat) => size.height / 2 - (lat - view.lat) * view.scale;
  const lonOf = (x) => view.lon + (x - size.width / 2) / (TRUE_AT * view.scale);
  const latOf = (y) => view.lat - (y - size.height / 2) / view.scale;
  // A mark is drawn on the turn of the Earth that is nearest to the middle of the view.
  const near = (lon) => lon + 360 * Math.round((view.lon - lon) / 360);

  function draw() {
    view.scale = Math.max(size.width / 400, Math.min(view.scale, 4000));
    view.lat = Math.max(-85, Math.min(85, view.lat));
    view.lon = Math.max(-360, Math.min(200, view.lon));
    const kx = view.scale * TRUE_AT, ky = view.scale;
    world.setAttribute("transform", `translate(${X(0)} ${Y(0)}) scale(${kx * UNIT} ${-ky * UNIT})`);
    over.replaceChildren();
    graticule();
    scaleBar();
    for (const m of [...marks, ...extra]) mark(m);
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
  function mark(m) {
    const x = X(near(m.lon)), y = Y(m.lat);
    if (x < -20 || x > size.width + 20 || y < -20 || y > size.height + 20) return;
    const shapes = {
      ring: "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0", cross: "M-7 0H7M0-7V7", diamond: "M0-7L7 0L0 7L-7 0Z",
      impact: "M-5-5L5 5M-5 5L5-5", dot: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", square: "M-5-5H5V5H-5Z",
    };
    const one = node(over, "g", { transform: `translate(${x} ${y})`, class: `mark ${m.shape}` });
    node(one, "path", { d: shapes[m.shape], class: "halo" });
    const ink = node(one, "path", { d: shapes[m.shape] });
    ink.style.setProperty("--own", m.colour || "var(--ink)");
    if (m.label) {
      const left = m.left ? x > 7 * m.label.length + 14 : x > size.width - 7 * m.label.length - 14;
      node(one, "text", { x: left ? -11 : 11, y: (m.down || 0) + 4, "text-anchor": left ? "end" : "start", class: "name" }, m.label);
    }
  }
  function zoom(factor, x = size.width / 2, y = size.height / 2) {
    const lon = lonOf(x), lat = latOf(y);
    view.scale = Math.max(size.width / 400, Math.min(view.scale * factor, 4000));
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
      for (const one of world.querySelectorAll(`[data-layer="${CSS.escape(each.name)}"]`)) one.style.display = hide ? "none" : "";
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
  picture.addEventListener("pointerdown", (event) => { held.set(event.pointerId, spot(event)); picture.setPointerCapture(event.pointerId); });
  const release = (event) => held.delete(event.pointerId);
  picture.addEventListener("pointerup", release);
  picture.addEventListener("pointercancel", release);
  picture.addEventListener("pointerleave", () => { told.hidden = true; });
  picture.addEventListener("pointermove", (event) => {
    const [x, y] = spot(event);
    if (!held.has(event.pointerId)) return hover(x, y);
    const [px, py] = held.get(event.pointerId);
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
    let best = 100, found = null;
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
  const trail = node(world, "path", { class: "trail" });
  return { show(list, track = "") { extra = list; trail.setAttribute("d", track); if (view) draw(); } };
}
