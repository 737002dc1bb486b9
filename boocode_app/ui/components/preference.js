/* What a person chose, kept by the server under a name. This browser holds a copy, so that a page
   begins as it was left; the server's answer then takes its place, but for what was chosen since. */

import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";

const QUIET_MS = 400;

const rest = restOf("/api/preferences/", "The server cannot be reached.");
const known = new Map();

export function preferenceOf(name) {
  if (!known.has(name)) known.set(name, new Preference(name));
  return known.get(name);
}

class Preference {
  constructor(name) {
    this.name = name;
    this.value = null;
    this.chosen = {};
    this.watchers = new Set();
    this.asked = false;
  }

  subscribe = (watcher) => {
    this.watchers.add(watcher);
    if (!this.asked) this.read();
    return () => this.watchers.delete(watcher);
  };

  snapshot = () => (this.value ??= copyOf(this.name));

  set(key, value) {
    this.chosen[key] = value;
    this.take({ ...this.snapshot(), [key]: value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), QUIET_MS);
  }

  async read() {
    this.asked = true;
    try {
      const { value } = await rest.ask("GET", this.name);
      this.take({ ...value, ...this.chosen });
    } catch {
      this.asked = false; // the copy serves; the next view asks again
    }
  }

  async write() {
    await rest.ask("PUT", this.name, { value: this.snapshot() }).catch(() => {});
  }

  take(value) {
    this.value = value;
    localStorage.setItem(placeOf(this.name), JSON.stringify(value));
    this.watchers.forEach((tell) => tell());
  }
}

const placeOf = (name) => `boocode.preference.${name}`;

function copyOf(name) {
  try {
    return JSON.parse(localStorage.getItem(placeOf(name))) ?? {};
  } catch {
    return {};
  }
}
