// The flat map: land on one canvas, what moves on another, so that a drag draws little.
"use strict";
class FlatMap {
  constructor(ground, over, outlines) {
    Object.assign(this, { ground, over, outlines, scenes: [], limits: [], view: null });
    this.onMove = () => {};
    this.paths = null;
    over.addEventListener("keydown", (event) => this.key(event));
    over.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX, event.offsetY); }, { passive: false });
    const held = new Map();
    over.addEventListener("pointerdown", (event) => { over.setPointerCapture(event.pointerId); held.set(event.pointerId, [event.clientX, event.clientY]); });
    for (const end of ["pointerup", "pointercancel"]) over.addEventListener(end, (event) => held.delete(event.pointerId));
    over.addEventListener("pointermove", (event) => {
      const last = held.get(event.pointerId);
      if (!last || !this.view) return;
      const now = [event.clientX, event.clientY];
      if (held.size === 2) {
        const other = [...held].find(([id]) => id !== event.pointerId)[1];
        const far = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
        const box = over.getBoundingClientRect();
        this.zoom(far(now) / far(last), other[0] - box.left, other[1] - box.top);
      } else this.pan(now[0] - last[0], now[1] - last[1]);
      held.set(event.pointerId, now);
    });
  }
  get size() { return this.over.getBoundingClientRect(); }
  get flat() { return Math.max(0.3, Math.cos(this.view.lat * Math.PI / 180)); }
  x(lon) { return this.size_.width / 2 + this.near(lon) * this.flat_ * this.view.scale; }
  y(lat) { return this.size_.height / 2 - (lat - this.view.lat) * this.view.scale; }
  near(lon) { const d = lon - this.view.lon; return d - 360 * Math.round(d / 360); }
  placeOf(px, py) {
    const { width, height } = this.size;
    const lon = this.view.lon + (px - width / 2) / (this.flat * this.view.scale);
    return [this.view.lat - (py - height / 2) / this.view.scale, ((lon + 180) % 360 + 360) % 360 - 180];
  }
  show(lon, lat, degrees) { // so many degrees of latitude from south to north
    const { height, width } = this.size;
    if (!height) return;
    const flat = Math.max(0.3, Math.cos(lat * Math.PI / 180));
    this.view = { lon, lat, scale: Math.min(height / degrees, width / (1.5 * degrees * flat)) };
    this.draw();
  }
  showAll(scenes) {
    const points = scenes.flatMap((s) => s.ring.length ? s.ring : s.track.slice(-1));
    if (!points.length) return;
    const zero = points[0][0], east = points.map((p) => { const d = p[0] - zero; return d - 360 * Math.round(d / 360); });
    const lats = points.map((p) => p[1]);
    const w = Math.min(...east), e = Math.max(...east), s = Math.min(...lats), n = Math.max(...lats), mid = (s + n) / 2;
    const flat = Math.max(0.3, Math.cos(mid * Math.PI / 180));
    this.show(zero + (w + e) / 2, mid, Math.max(10, 1.6 * (n - s), (e - w) * flat * 1.35 * this.size.height / (this.size.width || 1)));
  }
  zoom(by, px = this.size.width / 2, py = this.size.height / 2) {
    const [lat, lon] = this.placeOf(px, py);
    this.view.scale = Math.max(this.size.width / 720, Math.min(this.view.scale * by, 800));
    const [lat2, lon2] = this.placeOf(px, py);
    this.view.lat += lat - lat2; this.view.lon += lon - lon2;
    this.draw();
  }
  pan(dx, dy) {
    this.view.lon -= dx / (this.flat * this.view.scale);
    this.view.lat = Math.max(-85, Math.min(85, this.view.lat + dy / this.view.scale));
    this.draw();
  }
  key(event) {
    const step = 40, moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) this.pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.3);
    else if (event.key === "-") this.zoom(1 / 1.3);
    else if (event.key === "0") this.showAll(this.scenes);
    else return;
    event.preventDefault();
  }
  draw() { this.drawLand(); this.drawOver(); }
  drawLand() {
    const drawn = this.view && fitted(this.ground);
    if (!drawn) return;
    const { context: c, width, height } = drawn, k = this.flat * this.view.scale;
    c.fillStyle = colour("sea"); c.fillRect(0, 0, width, height);
    c.fillStyle = colour("land"); c.strokeStyle = colour("coast"); c.lineWidth = 0.7;
    this.paths ||= this.outlines.map((o) => {
      const path = new Path2D();
      let w = 999, e = -999, s = 99, n = -99;
      for (let i = 0; i < o.length; i += 2) {
        path[i ? "lineTo" : "moveTo"](o[i], -o[i + 1]);
        w = Math.min(w, o[i]); e = Math.max(e, o[i]); s = Math.min(s, o[i + 1]); n = Math.max(n, o[i + 1]);
      }
      path.closePath();
      return { path, w, e, s, n };
    });
    const half = width / 2 / k, north = this.view.lat + height / 2 / this.view.scale, south = this.view.lat - height / 2 / this.view.scale;
    const ratio = window.devicePixelRatio || 1;
    for (const turn of [-720, -360, 0, 360, 720]) {
      const west = this.view.lon - half - turn, east = this.view.lon + half - turn;
      for (const { path, w, e, s, n } of this.paths) {
        if (e < west || w > east || n < south || s > north) continue;
        c.setTransform(ratio * k, 0, 0, ratio * this.view.scale, ratio * (width / 2 + (turn - this.view.lon) * k), ratio * (height / 2 + this.view.lat * this.view.scale));
        c.fill(path, "evenodd");
        c.lineWidth = 0.8 / this.view.scale;
        c.stroke(path);
      }
    }
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.prepare();
    this.grid(c, width, height, north, south, half);
    for (const limit of this.limits) {
      c.setLineDash(limit.land === "foreign land" ? [5, 4] : [1.5, 3]);
      c.strokeStyle = colour("bad"); c.lineWidth = 1;
      for (const line of limit.lines) this.line(c, line);
    }
    c.setLineDash([]);
  }
  prepare() { this.size_ = this.size; this.flat_ = this.flat; }
  grid(c, width, height, north, south, half) {
    const span = (north - south) / 4, step = [1, 2, 5, 10, 15, 30, 45].find((s) => s >= span) || 60;
    c.strokeStyle = colour("faint"); c.fillStyle = colour("muted"); c.font = "11px system-ui, sans-serif"; c.lineWidth = 0.6;
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      const y = this.y(lat);
      c.beginPath(); c.moveTo(0, y); c.lineTo(width, y); c.stroke();
      if (y > 14 && Math.abs(lat) <= 90) c.fillText(`${Math.abs(lat)}°${lat < 0 ? "S" : lat > 0 ? "N" : ""}`, 3, y - 2);
    }
    for (let lon = Math.ceil((this.view.lon - half) / step) * step; lon <= this.view.lon + half; lon += step) {
      const x = width / 2 + (lon - this.view.lon) * this.flat * this.view.scale, t = ((lon + 180) % 360 + 360) % 360 - 180;
      c.beginPath(); c.moveTo(x, 0); c.lineTo(x, height); c.stroke();
      if (x > 30) c.fillText(`${Math.abs(t)}°${t < 0 ? "W" : t > 0 ? "E" : ""}`, x + 2, height - 4);
    }
  }
  line(c, points, from = 0) {
    c.beginPath();
    let last = null;
    for (let i = from; i < points.length; i++) {
      const x = this.x(points[i][0]), y = this.y(points[i][1]);
      if (last !== null && Math.abs(x - last) < this.size_.width) c.lineTo(x, y); else c.moveTo(x, y);
      last = x;
    }
    c.stroke();
  }
  drawOver() {
    const drawn = this.view && fitted(this.over);
    if (!drawn) return;
    this.prepare();
    const c = drawn.context;
    for (const scene of this.scenes) {
      c.strokeStyle = c.fillStyle = scene.colour;
      c.globalAlpha = 0.35;
      for (const [lon, lat] of scene.cloud) c.fillRect(this.x(lon) - 1, this.y(lat) - 1, 2, 2);
      c.globalAlpha = 1;
      c.lineWidth = 1.2;
      this.line(c, scene.track);
      const burning = scene.track.filter((p) => p[4]);
      c.globalAlpha = 0.5; c.lineWidth = 6;
      if (burning.length) this.line(c, burning);
      c.globalAlpha = 1; c.lineWidth = 1.8;
      c.setLineDash(scene.dashed ? [6, 4] : []);
      if (scene.ring.length) this.line(c, scene.ring);
      c.setLineDash([]);
      for (const [lon, lat, mass] of scene.fragments) {
        c.beginPath(); c.arc(this.x(lon), this.y(lat), mass > 1000 ? 3.5 : mass > 10 ? 2.2 : 1.4, 0, 2 * Math.PI); c.fill();
      }
    }
    this.onMove();
  }
}
