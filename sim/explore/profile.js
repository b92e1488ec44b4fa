// The profile of the re-entry: one quantity against altitude, a line for each plan shown.
"use strict";
class Profile {
  constructor(canvas, choice) {
    Object.assign(this, { canvas, choice, scenes: [] });
    choice.addEventListener("change", () => this.draw());
  }
  draw() {
    const drawn = fitted(this.canvas);
    if (!drawn) return;
    const { context: c, width, height } = drawn, column = Number(this.choice.value), words = this.choice.selectedOptions[0].text;
    const rows = this.scenes.flatMap((s) => s.profile);
    const left = 46, right = 10, top = 10, bottom = 34;
    c.font = "11px system-ui, sans-serif"; c.fillStyle = colour("muted"); c.strokeStyle = colour("faint");
    if (!rows.length) { c.fillText("No entry within three revolutions of the burn.", left, height / 2); return; }
    const most = Math.max(...rows.map((p) => p[column])) || 1, nice = [1, 2, 2.5, 5, 10].map((n) => n * 10 ** Math.floor(Math.log10(most / 4))).find((n) => most / n <= 5) || most;
    const end = Math.ceil(most / nice) * nice, x = (v) => left + v / end * (width - left - right), y = (h) => height - bottom - h / 125 * (height - top - bottom);
    for (let v = 0; v <= end * 1.0001; v += nice) {
      c.beginPath(); c.moveTo(x(v), top); c.lineTo(x(v), height - bottom); c.stroke();
      c.textAlign = "center"; c.fillText(Number(v.toPrecision(6)).toLocaleString("en"), x(v), height - bottom + 13);
    }
    for (let h = 0; h <= 120; h += 20) {
      c.beginPath(); c.moveTo(left, y(h)); c.lineTo(width - right, y(h)); c.stroke();
      c.textAlign = "right"; c.fillText(h, left - 5, y(h) + 4);
    }
    c.textAlign = "center"; c.fillText(words, (left + width - right) / 2, height - 5);
    c.save(); c.translate(12, (height - bottom) / 2); c.rotate(-Math.PI / 2); c.fillText("Altitude, km", 0, 0); c.restore();
    for (const scene of this.scenes) {
      c.strokeStyle = c.fillStyle = scene.colour; c.lineWidth = 1.8; c.setLineDash(scene.dashed ? [6, 4] : []);
      c.beginPath();
      scene.profile.forEach((p, k) => c[k ? "lineTo" : "moveTo"](x(p[column]), y(p[1])));
      c.stroke(); c.setLineDash([]);
      for (const h of scene.stages) { // where the stages of the break-up happen
        const near = scene.profile.reduce((a, b) => Math.abs(b[1] - h) < Math.abs(a[1] - h) ? b : a);
        c.beginPath(); c.arc(x(near[column]), y(near[1]), 3.5, 0, 2 * Math.PI); c.fill();
      }
    }
    const what = this.scenes.filter((s) => s.profile.length).map((s) => `${s.label}: at most ${number(Math.max(...s.profile.map((p) => p[column])), column === 2 ? 0 : 2)}`);
    this.canvas.setAttribute("aria-label", `${words} against altitude. ${what.join("; ")}.`);
  }
}
