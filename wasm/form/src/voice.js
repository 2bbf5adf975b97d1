// The one status region: what a screen reader says of changes that nobody asked for. It speaks a second after the last change, and only what is new.

import { fill, write } from "./dom.js";

export const PAUSE = 1000;

export class Voice {
  /** @param {HTMLElement} region */
  constructor(region) {
    this.region = region;
    this.timer = 0;
    this.quietUntil = 0;
  }

  /** Says a sentence after a pause; what waits to be said gives way to it. @param {string} text @param {number} [pause] */
  say(text, pause = PAUSE) {
    window.clearTimeout(this.timer);
    // After the screen that comes with it.
    const wait = Math.max(pause, 100, this.quietUntil - performance.now());
    // The same words twice are a change only when the region was empty between them.
    this.timer = window.setTimeout(() => write(this.region, text), wait);
  }

  /** What was said of one screen is nothing of the next. */
  clear() {
    fill(this.region);
  }

  /** Keeps still while an error summary is being read. */
  quiet() {
    this.hush();
    this.quietUntil = performance.now() + 3000;
  }

  /** Forgets what waits to be said, and what was. */
  hush() {
    window.clearTimeout(this.timer);
    this.clear();
  }
}
