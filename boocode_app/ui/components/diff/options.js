/* How a diff is shown. The address wins over what the person chose last, which is kept for them;
   no choice asks the server for anything. */

import { useCallback, useMemo, useSyncExternalStore } from "react";
import { go, hrefWith, useQuery } from "$/public/external/boocode_app/ui/components/address/address.js";
import { preferenceOf } from "$/public/external/boocode_app/ui/components/preference/preference.js";

/* By its name in the code: its name and its word in the address, and what holds at first. */
const OPTIONS = {
  split: { name: "split", word: "1", first: false },
  hideSpace: { name: "space", word: "hide", first: false },
  wrap: { name: "wrap", word: "1", first: false },
  closed: { name: "closed", word: "all", first: false },
  tree: { name: "tree", word: "1", first: true },
};
const NOT_KEPT = "closed"; // who once closed all files wants to see those of the next project

const preference = preferenceOf("diff");

export function useOptions() {
  const query = useQuery();
  const kept = useSyncExternalStore(preference.subscribe, preference.snapshot, preference.snapshot);
  const options = useMemo(() => optionsFrom(query, kept), [query, kept]);
  const choose = useCallback((option, on) => {
    const { name, word, first } = OPTIONS[option];
    if (option !== NOT_KEPT) preference.set(option, on);
    const said = on === first ? null : on ? word : "0";
    go(hrefWith({ [name]: said }), { replace: true });
  }, []);
  return [options, choose];
}

export function optionsFrom(query, kept) {
  const chosen = ([option, { name, word, first }]) => {
    const said = query.get(name);
    return [option, said === null ? (kept[option] ?? first) : said === word];
  };
  return Object.fromEntries(Object.entries(OPTIONS).map(chosen));
}
