// The decision room: a slider through the decisions of one sample.
"use strict";
let plans = [], replay = null;

async function boot() {
  try { ({ plans } = await ask("room")); } catch (error) { $("status").textContent = `The program that answers this page has gone: ${error.message}`; return; }
  $("title").textContent = document.title = "Decision room";
  $("status").textContent = `A campaign of ${plans.map((plan) => plan.label).join(" and ")}: what each sample knew before its burns, and what was decided.`;
  $("main").hidden = false;
  plans.forEach((plan, k) => make($("plan"), "option", { value: k }, plan.label));
  $("plan").addEventListener("change", kinds);
  $("kind").addEventListener("change", () => pick(0));
  $("sample").addEventListener("change", load);
  $("next").addEventListener("click", () => pick(list().indexOf(Number($("sample").value)) + 1));
  $("time").addEventListener("input", show);
  $("choice").addEventListener("submit", (event) => event.preventDefault());
  onTheme(() => replay && show());
  await kinds();
  document.documentElement.dataset.ready = "yes";
}
const plan = () => plans[Number($("plan").value)], list = () => plan().kinds[$("kind").value];
async function kinds() {
  $("kind").replaceChildren();
  for (const [kind, samples] of Object.entries(plan().kinds)) make($("kind"), "option", { value: kind }, `${kind.replaceAll("_", " ")} (${samples.length})`);
  await pick(0);
}
async function pick(k) { const samples = list(); $("sample").value = samples[k % samples.length]; await load(); }

async function load() {
  const told = $("sample-told"), box = $("sample");
  try { replay = await ask("sample", { plan: Number($("plan").value), sample: box.value }); } catch (error) {
    told.textContent = error.content?.problems?.sample || error.message; box.setAttribute("aria-invalid", "true"); return;
  }
  told.textContent = ""; box.removeAttribute("aria-invalid");
  const where = replay.impact[0] === null ? "" : ` It comes down at ${place(...replay.impact)}.`;
  $("outcome").textContent = `Sample ${replay.sample}: ${replay.outcome.replaceAll("_", " ")}${replay.reason ? `, ${replay.reason}` : ""}.${where}`;
  const ends = replay.steps.flatMap((s) => [s.decided_s, s.ignition_s]).concat(replay.end_s).filter((t) => t !== null);
  $("time").min = Math.floor(Math.min(...ends)) - 600; $("time").max = Math.ceil(Math.max(...ends)) + 600; $("time").step = 60;
  $("time").value = replay.steps.length ? replay.steps[0].decided_s + 60 : $("time").max;
  show();
}

function show() {
  const now = Number($("time").value), past = replay.steps.filter((s) => s.decided_s <= now), last = past.at(-1), next = replay.steps.find((s) => s.decided_s > now);
  const zero = replay.steps[0]?.decided_s ?? now, hours = (t) => `${t >= zero ? "+" : "−"}${number(Math.abs(t - zero) / 3600, 1)} h`;
  const utc = replay.steps[0] ? new Date(Date.parse(replay.steps[0].decided_utc) + 1000 * (now - zero)).toISOString() : replay.end_utc;
  $("clock").textContent = `${date(utc)}, ${hours(now)} from the first go/no-go`;
  $("time").setAttribute("aria-valuetext", $("clock").textContent);
  const box = $("now");
  box.replaceChildren();
  if (last) {
    make(box, "p", { class: last.decision === "go" ? "good" : "bad" }, `${last.burn}, try ${last.attempt}: ${last.decision}. ${last.reason[0].toUpperCase()}${last.reason.slice(1)}.`);
    const known = last.facts.filter((f) => f.known && f.value !== null), after = last.facts.filter((f) => !f.known && f.value !== null);
    make(box, "p", {}, `Known at ${date(last.decided_utc)}: ${known.map(fact).join("; ") || "nothing is stored"}.`);
    const burnt = last.ignition_s !== null && now >= last.ignition_s;
    make(box, "p", {}, last.ignition_s === null ? "The burn was not flown." : burnt ? `Ignition at ${date(last.ignition_utc)}: ${last.outcome}. ${after.map(fact).join("; ")}.` : `Ignition to come at ${date(last.ignition_utc)}.`);
    make(box, "p", { class: "muted" }, last.others.length ? `What another decision here led to in this campaign: ${last.others.join("; ")}.` : "Every sample of this campaign that came to this go/no-go decided alike: the store holds no other way.");
  } else make(box, "p", {}, "Nothing is decided yet.");
  make(box, "p", {}, next ? `Next: go/no-go of ${next.burn}, try ${next.attempt}, in ${number((next.decided_s - now) / 3600, 1)} h.` : replay.end_s !== null && now >= replay.end_s ? `The flight has ended: ${replay.outcome.replaceAll("_", " ")}.` : "No further go/no-go.");
  const body = $("decisions").tBodies[0];
  body.replaceChildren();
  const head = make(body, "tr");
  for (const words of ["Go/no-go", "Decided", "Decision", "Reason", "What came of it"]) make(head, "th", { scope: "col" }, words);
  for (const s of past) {
    const row = make(body, "tr");
    make(row, "th", { scope: "row" }, `${s.burn}, try ${s.attempt}`);
    make(row, "td", {}, date(s.decided_utc)); make(row, "td", { class: s.decision === "go" ? "good" : "bad" }, s.decision); make(row, "td", {}, s.reason);
    make(row, "td", {}, s.ignition_s === null || now >= s.ignition_s ? s.outcome : "to come");
  }
  draw(now);
}
const fact = (f) => `${f.words} ${number(f.value, Math.abs(f.value) < 10 ? 2 : 0)}${f.unit ? ` ${f.unit}` : ""}`;

function draw(now) {
  const drawn = fitted($("timeline"));
  if (!drawn) return;
  const { context: c, width, height } = drawn, from = Number($("time").min), to = Number($("time").max), x = (t) => 12 + (t - from) / (to - from) * (width - 24), y = height * 0.45;
  c.strokeStyle = colour("line"); c.lineWidth = 2; c.beginPath(); c.moveTo(x(from), y); c.lineTo(x(to), y); c.stroke();
  c.font = "11px system-ui, sans-serif";
  let free = -99;
  for (const s of replay.steps) {
    const go = s.decision === "go", at = x(s.decided_s);
    c.fillStyle = c.strokeStyle = colour(go ? "good" : "bad");
    c.globalAlpha = s.decided_s <= now ? 1 : 0.35;
    c.beginPath();
    if (go) c.arc(at, y, 6, 0, 2 * Math.PI); else c.rect(at - 5, y - 5, 10, 10);
    c.fill();
    if (s.ignition_s !== null) { c.lineWidth = 3; c.beginPath(); c.moveTo(x(s.ignition_s), y - 14); c.lineTo(x(s.ignition_s), y + 14); c.stroke(); }
    const words = `${s.burn} ${s.attempt}`, wide = c.measureText(words).width;
    c.globalAlpha = 1; c.fillStyle = colour("muted");
    const left = Math.min(at - 4, width - wide - 4), high = left < free ? y + 34 : y - 22;
    c.fillText(words, Math.max(2, left), high);
    if (high < y) free = left + wide + 6;
  }
  c.strokeStyle = colour("ink"); c.lineWidth = 1.5; c.beginPath(); c.moveTo(x(now), 4); c.lineTo(x(now), height - 4); c.stroke();
  $("timeline").setAttribute("aria-label", `Time line: ${replay.steps.map((s) => `${s.burn}, try ${s.attempt}: ${s.decision}`).join("; ")}.`);
}
boot();
