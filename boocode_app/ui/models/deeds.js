/* What can be done with a model, wherever a part of the page offers it. What fails is told. */

import { useCallback, useMemo, useState } from "react";
import * as api from "./api.js";

const ENDS = {
  unload: ({ name }) => api.unload(name),
  restart: ({ name }) => api.restart(name),
  remove: ({ name, download }, file) =>
    download ? api.download(name, "cancel") : api.remove(name, file),
};

/* { deeds, asked, answer, leave }: `asked` is what a person has to say yes to before something is
   lost, { deed, model } or null; `answer(deed, model, file)` says it and resolves to why it could
   not be done, "" where it was. `look` reads the list anew, `open(name)` opens a model. */
export function useDeeds({ look, open, onFault }) {
  const [asked, setAsked] = useState(null);

  const attempt = useCallback(
    async (work) => {
      try {
        const done = await work();
        await look();
        return done ?? true;
      } catch (error) {
        onFault?.(error.message);
        return undefined;
      }
    },
    [look, onFault],
  );
  const answer = useCallback(
    async (deed, model, file) => {
      const why = await ENDS[deed](model, file).then(() => "", (error) => error.message);
      await look();
      return why;
    },
    [look],
  );
  const deeds = useMemo(() => {
    const end = (deed) => (model) =>
      model.in_flight ? setAsked({ deed, model }) : attempt(() => ENDS[deed](model));
    return {
      load: ({ name }) => attempt(() => api.load(name)),
      unload: end("unload"),
      restart: end("restart"),
      askRemove: (model) => setAsked({ deed: "remove", model }),
      pin: ({ name }, pinned) => attempt(() => api.edit(name, { pinned })),
      idle: ({ name }, ttl) => attempt(() => api.edit(name, { ttl_s: ttl })),
      preset: ({ name }, preset) => attempt(() => api.edit(name, { preset })),
      download: ({ name }, act) => attempt(() => api.download(name, act)),
      fetch: async ({ hf }) => {
        const added = await attempt(() => api.add({ hf }));
        if (added) open(added.name);
      },
    };
  }, [attempt, open]);
  return { deeds, asked, answer, leave: () => setAsked(null) };
}
