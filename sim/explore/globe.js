// The globe: land and ground tracks as seen from far away, above the debris.
"use strict";
class Globe {
  constructor(canvas, outlines) {
    Object.assign(this, { canvas, outlines, scenes: [], lon: 0, lat: 0, turned: false });
    canvas.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, 10], ArrowDown: [0, -10] }[event.key];
      if (!by) return;
      this.turn(...by); event.preventDefault();
    });
    let last = null;
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); last = [event.clientX, event.clientY]; });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      this.turn((last[0] - event.clientX) / 2, (event.clientY - last[1]) / 2);
      last = [event.clientX, event.clientY];
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
  }
  turn(east, north) {
    this.lon += east; this.lat = Math.max(-85, Math.min(85, this.lat + north)); this.turned = true;
    this.draw();
  }
  look(lat, lon) { if (!this.turned) { this.lat = Math.max(-60, Math.min(60, lat)); this.lon = lon; } }
  aim() {
    const a = this.lat * Math.PI / 180, b = this.lon * Math.PI / 180;
    this.m = [Math.sin(a), Math.cos(a), b];
  }
  point(lon, lat) { // to the right, up, and toward the eye; a radius is 1
    const [sa, ca, b] = this.m, f = lat * Math.PI / 180, l = lon * Math.PI / 180 - b, cf = Math.cos(f), sf = Math.sin(f), cl = Math.cos(l);
    return [cf * Math.sin(l), ca * sf - sa * cf * cl, sa * sf + ca * cf * cl];
  }
  groundOf(width, height, r) { // sea, land and rim, drawn again only when the view has changed
    const key = [this.lon, this.lat, width, height, colour("sea")].join();
    if (this.key === key) return this.ground;
    const ratio = window.devicePixelRatio || 1, ground = document.createElement("canvas");
    ground.width = Math.round(width * ratio); ground.height = Math.round(height * ratio);
    const c = ground.getContext("2d");
    c.setTransform(ratio, 0, 0, ratio, ratio * width / 2, ratio * height / 2);
    c.fillStyle = colour("sea"); c.beginPath(); c.arc(0, 0, r, 0, 2 * Math.PI); c.fill();
    c.fillStyle = colour("land"); c.strokeStyle = colour("coast"); c.lineWidth = 0.5;
    for (const o of this.outlines) {
      if (o.length < 16) continue;
      const stride = o.length > 800 ? 8 : o.length > 200 ? 4 : 2;
      let seen = false;
      c.beginPath();
      for (let i = 0; i < o.length; i += stride) {
        let [x, y, z] = this.point(o[i], o[i + 1]);
        if (z < 0) { const far = Math.hypot(x, y) || 1; x /= far; y /= far; } else seen = true; // behind: on the rim
        c[i ? "lineTo" : "moveTo"](r * x, -r * y);
      }
      if (seen) { c.closePath(); c.fill(); c.stroke(); }
    }
    c.strokeStyle = colour("muted"); c.lineWidth = 1; c.beginPath(); c.arc(0, 0, r, 0, 2 * Math.PI); c.stroke();
    Object.assign(this, { key, ground });
    return ground;
  }
  draw() {
    const drawn = fitted(this.canvas);
    if (!drawn) return;
    this.aim();
    const { context: c, width, height } = drawn, r = Math.min(width, height) / 2 - 4;
    c.drawImage(this.groundOf(width, height, r), 0, 0, width, height);
    c.save(); c.translate(width / 2, height / 2);
    for (const scene of this.scenes) {
      c.strokeStyle = c.fillStyle = scene.colour;
      for (const burning of [false, true]) {
        c.lineWidth = burning ? 5 : 1.5; c.globalAlpha = burning ? 0.5 : 1;
        c.beginPath();
        let drawing = false;
        for (const p of scene.track) {
          const [x, y, z] = this.point(p[0], p[1]), high = 1 + p[2] / 6378;
          const visible = (z > 0 || Math.hypot(x, y) * high > 1) && (!burning || p[4]);
          if (visible) c[drawing ? "lineTo" : "moveTo"](r * x * high, -r * y * high);
          drawing = visible;
        }
        c.stroke();
      }
      c.globalAlpha = 1;
      for (const [lon, lat] of scene.fragments) {
        const [x, y, z] = this.point(lon, lat);
        if (z > 0) c.fillRect(r * x - 1.5, -r * y - 1.5, 3, 3);
      }
    }
    c.restore();
  }
}
