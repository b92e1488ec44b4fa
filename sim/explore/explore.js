// The page: controls on the left, what comes of them on the right. One request is under way at a
// time, and the last position of a control always wins.
"use strict";
const SETTLED = 350; // ms without a change after which all pieces are flown, and the cloud
let plans = [], active = 0, pinned = null, map, globe, profile;
const given = [], shown = []; // of each plan: values by control, and its newest answer
let busy = false, wanted = null, changedAt = 0, timer = 0, stop = null, streaming = Promise.resolve();
window.latencies = []; // ms from a moved control to its footprint on screen

const control = (name, plan = active) => plans[plan].controls.find((each) => each.name === name);

async function boot() {
  $("title").textContent = "Explore";
  for (;;) {
    let told;
    try { told = await ask("open"); } catch (error) { $("status").textContent = `The program that answers this page has gone: ${error.message}`; return; }
    if (told.failed) { $("status").textContent = told.failed; return; }
    if (told.plans) { plans = told.plans; start(told.land); return; }
    $("status").textContent = told.stage;
    await new Promise((done) => setTimeout(done, 300));
  }
}

async function start(land) {
  $("title").textContent = document.title = `Explore ${plans.map((plan) => plan.label).join(" and ")}`;
  $("status").textContent = plans.map((plan) => plan.title).join("; ");
  $("main").hidden = false;
  plans.forEach((plan, k) => { given[k] = {}; shown[k] = { ...plan.nominal, cloud: [], cloudFigures: null }; });
  map = new FlatMap($("land"), $("over"), land);
  map.onMove = placeAim;
  globe = new Globe($("globe"), land);
  profile = new Profile($("profile"), $("quantity"));
  const link = await ask("link", { query: location.search.slice(1) });
  if (link.notice) { $("notice").textContent = link.notice; $("notice").hidden = false; }
  if (link.plan !== null) active = link.plan;
  given[active] = { ...link.given };
  buildPlans(); buildFields(); buttons(); aimByHand();
  show();
  map.showAll(scenes());
  onTheme(() => { map.draw(); globe.draw(); profile.draw(); });
  for (const [name, words] of Object.entries(link.problems)) tell(name, words);
  document.documentElement.dataset.ready = "yes";
  move();
}

function buildPlans() {
  $("plans").replaceChildren();
  $("plans").hidden = plans.length < 2;
  plans.forEach((plan, k) => {
    const button = make($("plans"), "button", { type: "button", "aria-pressed": String(k === active) }, plan.label);
    button.addEventListener("click", () => { active = k; buildPlans(); buildFields(); show(); move(); });
  });
}

// -- controls ---------------------------------------------------------------------------------
function buildFields() {
  const fields = $("fields");
  fields.replaceChildren();
  for (const each of plans[active].controls) {
    if (each.name === "perigee_km") cutoffField(fields);
    if (each.name === "revolution") passField(fields, each);
    else if (!each.missing) numberField(fields, each);
    else make(fields, "p", { class: "muted" }, `${each.label}: ${each.missing}.`);
  }
  refresh();
}

function frame(fields, name, label, unit, plain) {
  const field = make(fields, "div", { class: plain ? "field plain" : "field", id: `field-${name}` });
  const head = make(field, "label", { for: `in-${name}`, id: `label-${name}` });
  make(head, "span", {}, label); make(head, "span", { class: "unit" }, unit);
  return [field, make(field, "div", { class: "pair" })];
}

function passField(fields, each) {
  const [field, pair] = frame(fields, each.name, each.label, "from the calendar", true);
  const select = make(pair, "select", { id: `in-${each.name}`, "aria-describedby": `told-${each.name}` });
  for (const pass of plans[active].passes) {
    const words = pass.revolution === 0 ? "as planned" : `${Math.abs(pass.revolution)} ${pass.revolution < 0 ? "earlier" : "later"}`;
    make(select, "option", { value: pass.revolution }, `${words}: ${place(pass.latitude_deg, pass.longitude_deg, 0)}`);
  }
  select.addEventListener("change", () => set(each.name, select.value));
  make(field, "p", { class: "told", id: `told-${each.name}`, role: "alert" });
}

function cutoffField(fields) {
  const [field, pair] = frame(fields, "cutoff", "Burn ends", "", true);
  const select = make(pair, "select", { id: "in-cutoff", "aria-describedby": "told-cutoff" });
  for (const [value, words] of [["as_planned", "as planned"], ["perigee", "at a perigee"], ["delta_v", "at a velocity change"]]) make(select, "option", { value }, words);
  select.addEventListener("change", () => set("cutoff", select.value));
  make(field, "p", { class: "told", id: "told-cutoff", role: "alert" });
}

function numberField(fields, each) {
  const aim = each.name.startsWith("aim_");
  const [field, pair] = frame(fields, each.name, each.label, each.unit, aim);
  const words = { "aria-labelledby": `label-${each.name}`, "aria-describedby": `told-${each.name}` };
  const put = (value) => {
    if (each.name === "perigee_km") given[active].cutoff = "perigee";
    if (each.name === "delta_v_m_s") given[active].cutoff = "delta_v";
    set(each.name, value);
  };
  if (!aim) {
    const slide = make(pair, "input", { type: "range", min: each.least, max: each.most, step: each.step, id: `slide-${each.name}`, ...words });
    slide.addEventListener("input", () => put(slide.value));
  }
  const box = make(pair, "input", { id: `in-${each.name}`, inputmode: "decimal", ...words });
  box.addEventListener("change", () => put(box.value.trim()));
  make(field, "p", { class: "told", id: `told-${each.name}`, role: "alert" });
}

function set(name, value) {
  const usual = control(name)?.usual;
  const plain = name === "cutoff" ? value === "as_planned" : value === "" || (!["perigee_km", "delta_v_m_s"].includes(name) && !name.startsWith("aim_") && Number(value) === usual);
  if (plain) delete given[active][name]; else given[active][name] = value;
  tell(name, wrong(name, value));
  refresh(name);
  if (!document.querySelector("[aria-invalid=true]")) move();
}

function wrong(name, value) { // what the page can see by itself; the server judges as well
  const each = control(name);
  if (!each || value === "") return "";
  const allowed = `allowed: ${each.least} to ${each.most} ${each.unit}`.trim(), n = Number(value);
  if (!Number.isFinite(n)) return `“${String(value).slice(0, 40)}” is no number; ${allowed}`;
  if (n < each.least || n > each.most) return `${n} is out of bounds; ${allowed}`;
  return each.whole && n !== Math.round(n) ? `${n} is no whole number; ${allowed}` : "";
}

function tell(name, words) {
  const told = $(`told-${name}`), box = $(`in-${name}`);
  if (!told) return;
  told.textContent = words || "";
  if (words) box.setAttribute("aria-invalid", "true"); else box.removeAttribute("aria-invalid");
}

function refresh(moved = "") { // fields as the values have them
  const values = given[active], flown = shown[active].figures.burn;
  for (const each of plans[active].controls) {
    if (each.missing) continue;
    let value = values[each.name] ?? each.usual;
    if (each.name === "perigee_km" && values.cutoff !== "perigee" && flown) value = Number(flown.perigee_after_km.toFixed(1));
    if (each.name === "delta_v_m_s" && values.cutoff !== "delta_v" && flown) value = Number(flown.delta_v_m_s.toFixed(2));
    const slide = $(`slide-${each.name}`), box = $(`in-${each.name}`);
    if (slide && document.activeElement !== slide) slide.value = value;
    if (box && (document.activeElement !== box || moved === each.name) && !box.hasAttribute("aria-invalid")) box.value = value ?? "";
  }
  $("in-cutoff").value = values.cutoff ?? "as_planned";
  placeAim();
}

// -- requests ---------------------------------------------------------------------------------
function move() { changedAt = performance.now(); wanted = changedAt; if (!busy) loop(); }

async function loop() {
  busy = true;
  clearTimeout(timer);
  stop?.abort();
  await streaming; // nothing else is under way then
  while (wanted !== null) {
    const since = wanted, plan = active;
    wanted = null;
    await answer("answer", plan, since);
  }
  busy = false;
  timer = setTimeout(settle, SETTLED);
}

async function answer(what, plan, since, signal = undefined) {
  try {
    const found = await ask(what, { plan, state: given[plan] }, signal);
    shown[plan] = { ...found, cloud: [], cloudFigures: null, cloudTold: "" };
    for (const each of plans[plan].controls) if (plan === active && !wrong(each.name, given[plan][each.name] ?? "")) tell(each.name, "");
    show();
    if (since !== null) requestAnimationFrame(() => requestAnimationFrame(() => window.latencies.push(performance.now() - since)));
    return true;
  } catch (error) {
    if (error.name === "AbortError") return false;
    for (const [name, words] of Object.entries(error.content?.problems || {})) tell(name, words);
    if (!error.content?.problems && !error.content?.stale) $("headline").textContent = error.message;
    return false;
  }
}

function settle() {
  stop = new AbortController();
  const signal = stop.signal, plan = active;
  streaming = (async () => {
    let good = true;
    if (shown[plan].approximate_km !== null) {
      $("done").textContent = "Planning all burns again for this aim.";
      good = await answer("replan", plan, null, signal);
      if (!signal.aborted) $("done").textContent = good ? "All burns are planned for this aim." : `The burn alone was moved: ${$("headline").textContent}`;
      if (!good && !signal.aborted) good = await answer("full", plan, null, signal);
    } else good = await answer("full", plan, null, signal);
    if (good && !signal.aborted && plans[plan].dispersed) await cloud(plan, signal);
  })().catch(() => {});
}

async function cloud(plan, signal) {
  try {
    let pieces = 0;
    for await (const step of follow("cloud", { plan, state: given[plan] }, signal)) {
      const seen = shown[plan];
      if (step.pieces !== pieces) { seen.cloud = []; pieces = step.pieces; }
      if (seen.cloud.length < 8000) seen.cloud.push(...step.places);
      if (step.figures) seen.cloudFigures = step.figures;
      seen.cloudTold = `${number(step.samples)} of ${number(step.wanted)} flights, ${step.pieces} pieces each`;
      document.documentElement.dataset.cloud = `${step.samples}/${step.pieces}`;
      map.scenes = scenes(); map.drawOver(); cloudTable();
    }
  } catch (error) { if (error.name !== "AbortError") throw error; }
}

// -- what is shown ----------------------------------------------------------------------------
function scenes() {
  const list = plans.map((plan, k) => [shown[k], plan, k, false]).filter(([, , k]) => k === active || plans.length > 1);
  if (pinned) list.unshift([pinned, plans[pinned.plan], 2, true]);
  return list.map(([seen, plan, k, kept]) => ({
    ...seen, label: kept ? `${plan.label}, kept` : plan.label, dashed: kept, colour: colour(`plan-${k}`), className: `plan-${k}`,
    stages: seen.figures.debris?.stages_km || [], cloud: seen.cloud || [],
  }));
}

function show() {
  const list = scenes(), seen = shown[active];
  map.scenes = globe.scenes = profile.scenes = list;
  map.limits = plans[active].limits;
  const debris = seen.figures.debris;
  if (debris && !busy) globe.look(debris.latitude_deg, debris.longitude_deg); // it stands while a hand drags
  if (map.view) map.drawOver();
  globe.draw(); profile.draw(); headline(seen); answerTable(list); cloudTable(); refresh();
  const who = [active, list.length, Boolean(pinned)].join();
  if (who !== show.who) { passTable(); legend(list); show.who = who; }
  history.replaceState(null, "", `/?${seen.address}`);
}

function headline(seen) {
  const { debris, burn, impact } = seen.figures, approximate = seen.approximate_km === null ? "" : ` Approximate: the burn alone was moved, about ${number(seen.approximate_km)} km beside the aim.`;
  let words = "The stack stays up longer than three revolutions after the burn: it then comes down anywhere under its orbit.";
  if (impact && !debris) words = "Nothing with more than 15 J reaches the ground.";
  if (debris) {
    const broken = debris.keep_out.filter((each) => !each.kept);
    words = `Debris falls about ${place(debris.latitude_deg, debris.longitude_deg)} over ${number(debris.length_km)} km. `
      + (broken.length ? `Too near: ${broken.map((each) => `${number(each.least_km)} km from ${each.nearest || each.land} (${number(each.limit_km)} km wanted)`).join(", ")}.` : "Every distance from land is kept.");
  }
  if (burn && burn.ending !== "cut_off") words += ` The burn did not reach its cut-off: ${burn.ending.replace("_", " ")}.`;
  $("headline").textContent = words + approximate;
}

function table(id, heads, rows) {
  const body = $(id).tBodies[0];
  body.replaceChildren();
  if (heads) { const row = make(body, "tr"); for (const head of heads) make(row, "th", { scope: "col" }, head); }
  for (const [head, ...cells] of rows) {
    const row = make(body, "tr");
    make(row, "th", { scope: "row" }, head);
    for (const cell of cells) Array.isArray(cell) ? make(row, "td", { class: cell[1] }, cell[0]) : make(row, "td", {}, cell);
  }
}

function answerTable(list) {
  const of = (read) => list.map((seen) => { try { return read(seen.figures, seen) ?? "–"; } catch { return "–"; } });
  const lands = list[0].figures.debris?.keep_out || plans[active].nominal.figures.debris.keep_out;
  table("answer", ["Quantity", ...list.map((seen) => seen.label)], [
    ["Ignition", ...of((f) => date(f.ignition_utc))],
    ["Velocity change, duration", ...of((f) => `${number(f.burn.delta_v_m_s, 2)} m/s, ${number(f.burn.duration_s)} s`)],
    ["Perigee after, propellant", ...of((f) => `${number(f.burn.perigee_after_km, 1)} km, ${number(f.burn.propellant_kg)} kg`)],
    ["Entry interface", ...of((f) => `${date(f.entry.utc)}, ${number(f.entry.flight_path_angle_deg, 3)}°, ${place(f.entry.latitude_deg, f.entry.longitude_deg)}`)],
    ["Break-up: appendages, modules, contents", ...of((f) => f.debris.stages_km.map((h) => number(h)).join(", ") + " km")],
    ["Middle of the debris", ...of((f) => place(f.debris.latitude_deg, f.debris.longitude_deg))],
    ["Length of the footprint", ...of((f) => `${number(f.debris.length_km)} km`)],
    ["First and last impact", ...of((f) => `${f.debris.first_impact_utc.slice(11, 16)} to ${f.debris.last_impact_utc.slice(11, 16)} UTC`)],
    ...lands.map((land, k) => [`To ${land.land} (${number(land.limit_km)} km wanted)`, ...list.map((seen) => {
      const each = seen.figures.debris?.keep_out[k];
      return each ? [`${number(each.least_km)} km, ${each.nearest}: ${each.kept ? "kept" : "too near"}`, each.kept ? "good" : "bad"] : "–";
    })]),
    ["Mass that lands", ...of((f) => `${number(f.debris.landed_kg / 1000)} t`)],
    ["Casualty risk of this footprint", ...list.map((seen) => { const d = seen.figures.debris; return d ? [`${d.expected_words}${d.expected_casualties > d.risk_limit ? ", above 1 in 10,000" : ""}`, d.expected_casualties > d.risk_limit ? "bad" : "good"] : "–"; })],
    ["The same entry uncontrolled", ...of((f) => f.debris.uncontrolled_words)],
  ]);
}

function cloudTable() {
  const seen = shown[active], f = seen.cloudFigures, span = (v) => v ? `${number(v[1])} (${number(v[0])} to ${number(v[2])}) km` : "–";
  if (!f) { table("cloud", null, [["Flown", plans[active].dispersed ? seen.cloudTold || "Flown once the controls rest." : "This scenario disperses nothing (`campaign`)."]]); return; }
  table("cloud", ["Quantity", "Median (5 to 95 %)"], [
    ["Flown", seen.cloudTold], ["Come down within three revolutions", `${number(f.down)} of ${number(f.samples)}`],
    ["Heel from the interface", span(f.heel_km)], ["Toe from the interface", span(f.toe_km)], ["To foreign land", span(f.foreign_land_km)],
    ["Every distance kept", `${number(f.kept)} of ${number(f.samples)}`], ["Casualty risk", f.risk_words ? `${f.risk_words[1]} (${f.risk_words[0]} to ${f.risk_words[2]})` : "–"],
  ]);
}

function passTable() {
  table("passes", ["Revolution", "Ignition", "Unbroken stack falls", "Nearest land"], plans[active].passes.map((pass) => [
    pass.revolution === 0 ? "planned" : `${pass.revolution > 0 ? "+" : "−"}${Math.abs(pass.revolution)}`, date(pass.ignition_utc), place(pass.latitude_deg, pass.longitude_deg), pass.land ? `${number(pass.to_land_km)} km, ${pass.land}` : "–"]));
}

function legend(list) {
  $("legend").replaceChildren();
  for (const seen of list) { const item = make($("legend"), "li"); make(item, "span", { class: `key ${seen.className}${seen.dashed ? " dashed" : ""}` }); item.append(seen.label); }
  const item = make($("legend"), "li");
  make(item, "span", { class: "key limit" }); item.append("least distances from land");
  make($("legend"), "li", {}, "closed line: all pieces of the nominal break-up; pale dots: dispersed flights; broad line: engines on; ⊕ aim");
}

// -- the aim, by pointer and by key ------------------------------------------------------------
function placeAim() {
  const button = $("aim"), at = aimNow();
  if (!map?.view || !at) { button.hidden = true; return; }
  map.prepare();
  button.hidden = false;
  button.style.left = `${map.x(at[1])}px`; button.style.top = `${map.y(at[0])}px`;
  button.setAttribute("aria-label", `Aim, ${place(...at, 2)}. Drag it, or move it with the arrow keys by half a degree.`);
}
function aimNow() {
  const { aim_latitude_deg: lat, aim_longitude_deg: lon } = given[active] || {};
  return lat !== undefined && lon !== undefined ? [Number(lat), Number(lon)] : plans[active]?.aim;
}
function setAim(lat, lon) {
  given[active].aim_latitude_deg = Math.max(-85, Math.min(85, lat)).toFixed(2);
  given[active].aim_longitude_deg = ((((lon + 180) % 360) + 360) % 360 - 180).toFixed(2);
  delete given[active].ignition_shift_s; delete given[active].revolution;
  for (const name of ["aim_latitude_deg", "aim_longitude_deg"]) tell(name, "");
  refresh(); move();
}
function aimByHand() {
  const button = $("aim");
  let dragging = false;
  button.addEventListener("pointerdown", (event) => { button.setPointerCapture(event.pointerId); dragging = true; });
  for (const end of ["pointerup", "pointercancel"]) button.addEventListener(end, () => { dragging = false; });
  button.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    const box = $("stage").getBoundingClientRect();
    setAim(...map.placeOf(event.clientX - box.left, event.clientY - box.top));
  });
  button.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [0, -0.5], ArrowRight: [0, 0.5], ArrowUp: [0.5, 0], ArrowDown: [-0.5, 0] }[event.key], at = aimNow();
    if (!by) return;
    setAim(at[0] + by[0], at[1] + by[1]); event.preventDefault();
  });
}

// -- buttons ------------------------------------------------------------------------------------
function buttons() {
  const done = (words) => { $("done").textContent = words; };
  $("reset").addEventListener("click", () => { given[active] = {}; for (const each of plans[active].controls) tell(each.name, ""); document.activeElement?.blur(); refresh(); move(); done("As planned."); });
  $("pin").addEventListener("click", () => {
    pinned = pinned ? null : { ...shown[active], plan: active, cloud: [] };
    $("pin").setAttribute("aria-pressed", String(Boolean(pinned))); show();
  });
  $("link").addEventListener("click", async () => {
    const link = `${location.origin}/?${shown[active].address}`;
    try { await navigator.clipboard.writeText(link); done("The link is copied; it holds the controls and the scenario's digest, no token."); } catch { done(link); }
  });
  const save = (what, name, kind, read) => async () => {
    try { const found = await ask(what, { plan: active, state: given[active] }); download(found.name ?? name, kind, read(found)); done(`${found.name ?? name} is saved.`); } catch (error) { done(error.message); }
  };
  $("save").addEventListener("click", save("save", "state.yaml", "text/yaml", (found) => found.text));
  $("geojson").addEventListener("click", save("geojson", "footprint.geojson", "application/geo+json", (found) => found.text));
  $("json").addEventListener("click", save("figures", "figures.json", "application/json", (found) => found.text));
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => {
    const at = shown[active].figures.debris || plans[active].nominal.figures.debris, what = button.dataset.view;
    if (what === "debris") map.showAll(scenes());
    if (what === "ocean") map.show(at.longitude_deg, Math.max(-45, Math.min(45, at.latitude_deg)), 80);
    if (what === "world") map.show(at.longitude_deg, 0, 175);
    if (what === "in" || what === "out") map.zoom(what === "in" ? 1.5 : 1 / 1.5);
  });
}
boot();
