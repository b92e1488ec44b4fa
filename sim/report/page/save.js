// Saving what a figure shows: its numbers as CSV, its picture as SVG that looks the same elsewhere.
const quoted = (value) => /[",\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? "");
const csv = (rows) => rows.map((row) => row.map(quoted).join(",")).join("\n") + "\n";
const cell = (spec, value) => spec.x.kind === "date" && value !== null ? new Date(value).toISOString() : value;

function chartRows(spec) {
  if (spec.y.rows)
    return [["row", "what", "from", "to"], ...spec.series.flatMap((s) => s.x.map((x, k) =>
      [spec.y.rows[s.row], s.text?.[k] ?? s.name, cell(spec, x), cell(spec, s.x2[k])]))];
  return [["line", "what", spec.x.label, spec.y.label, "upper end"], ...spec.series.flatMap((s) => s.x.map((x, k) =>
    [s.name ?? "", s.what ?? "", cell(spec, x), s.y[k], s.y2?.[k]]))];
}
function mapRows(spec) {
  const places = [["what", "longitude_deg", "latitude_deg"],
    ...(spec.marks || []).map((m) => [m.label || m.shape, m.lon, m.lat]), ...(spec.hover || []).map(([lon, lat, words]) => [words.replace("\n", "; "), lon, lat])];
  if (!spec.rows) return places;
  const heads = ["failure", "debris", "consequences", ...spec.shapes.flatMap((s) => [`${s} longitude_deg`, `${s} latitude_deg`])];
  return [heads, ...[...spec.rows, ...spec.others].map((one) => {
    const at = spec.shapes.map((_, k) => one.marks.find(([shape]) => shape === k) || []);
    return [one.label, one.falls, one.words, ...at.flatMap(([, lon, lat]) => [lon, lat])];
  })];
}
function picture(box) {
  const shown = box.querySelector(".stage svg"), copy = shown.cloneNode(true);
  const { width, height } = shown.viewBox.baseVal;
  // what another figure of the page holds is taken along
  for (const use of copy.querySelectorAll("use")) {
    const id = use.getAttribute("href"), held = document.querySelector(id);
    if (!held || copy.querySelector(id)) continue;
    const own = held.cloneNode(true);
    own.removeAttribute("id");
    if (use.getAttribute("x")) own.setAttribute("transform", `translate(${use.getAttribute("x")} 0)`);
    use.replaceWith(own);
  }
  const style = document.createElementNS(SPACE, "style");
  style.textContent = document.querySelector("style").textContent + " svg { background: var(--paper); font-family: sans-serif; }";
  copy.prepend(style);
  for (const [key, value] of [["xmlns", SPACE], ["width", width], ["height", height]]) copy.setAttribute(key, value);
  return new XMLSerializer().serializeToString(copy);
}
function save(name, words, kind) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
function saving(box, spec) {
  const name = box.dataset.chart, tools = element(box.querySelector(".tools") || box, "span", { class: "save" });
  const rows = () => box.classList.contains("map") ? mapRows(spec) : chartRows(spec);
  button(tools, "CSV", () => save(`${name}.csv`, csv(rows()), "text/csv")).setAttribute("aria-label", `save the numbers of this figure as CSV: ${name}`);
  button(tools, "SVG", () => save(`${name}.svg`, picture(box), "image/svg+xml")).setAttribute("aria-label", `save this figure as SVG: ${name}`);
}
