// The failure of a burn by the second at which it is cut off: a slider, other failures to choose
// from, what follows in words, and the marks and the track on the map.
function failures(box, spec, drawn) {
  const row = element(box, "div", { class: "slider" }), name = `${box.dataset.chart}-slider`;
  const label = element(row, "label", { for: name }, "The burn stops after");
  const last = spec.rows.length - 1;
  const slider = element(row, "input", { type: "range", id: name, min: 0, max: last, value: last, step: 1 });
  const words = element(box, "p", { class: "readout", "aria-live": "polite" });
  const falls = element(words, "strong"), more = element(words, "span");
  let choice = null;
  if (spec.others.length) {
    const line = element(box, "p", { class: "slider" }), id = `${box.dataset.chart}-other`;
    element(line, "label", { for: id }, "Or another failure");
    choice = element(line, "select", { id });
    element(choice, "option", { value: "" }, "none: the burn stops early");
    spec.others.forEach((each, k) => element(choice, "option", { value: k }, each.label));
    choice.addEventListener("change", () => tell(choice.value === "" ? spec.rows[slider.value] : spec.others[choice.value]));
    box.insertBefore(words, null);
  }
  function tell(one) {
    falls.textContent = `${one.falls} `;
    more.textContent = one.words;
    const colour = spec.colours[one.later];
    const marks = one.marks.map(([k, lon, lat]) => ({ lon, lat, shape: spec.shapes[k], label: spec.shapes[k] === "impact" ? one.place : "", colour }));
    drawn.show(marks, one.track);
  }
  function show() {
    const one = spec.rows[slider.value];
    label.textContent = `The burn stops after ${one.label}`;
    slider.setAttribute("aria-valuetext", one.label);
    if (choice) choice.value = "";
    tell(one);
  }
  slider.addEventListener("input", show);
  show();
}
