/* A Vite plugin that builds web workers together with the pages: a worker is one more entry of the
   same build, so a library that both run is one file, fetched once. (Vite's own way is a build of its
   own for each worker, and a second copy of all that they share.) Languages and themes reach the
   worker from the page; its own imports of them are never followed, and cost no file.

   In development Vite's own way stays. Invariant: nothing in a worker asks for `document`. */

const QUERY = "?worker";
const WORKER = "\0boocode-worker:";

/* Pages are built a second time to be prerendered, which starts no worker. */
const isForBrowsers = ({ environment }) => environment.name === "client";

export default function workersWithThePages() {
  const entries = [];
  const workerFiles = new Set();

  return {
    name: "boocode-workers",
    apply: "build",
    enforce: "pre",

    config: () => ({
      build: {
        modulePreload: {
          /* What Vite fetches ahead of an import() it fetches by a <link>, which no worker has. */
          resolveDependencies: (_, dependencies, { hostId }) =>
            workerFiles.has(hostId) ? [] : dependencies,
        },
      },
    }),

    async resolveId(source, importer) {
      if (!source.endsWith(QUERY)) return null;
      const found = await this.resolve(source.slice(0, -QUERY.length), importer);
      return found && WORKER + found.id;
    },

    load(id) {
      if (!id.startsWith(WORKER)) return null;
      if (!isForBrowsers(this)) return "export default null;";
      const entry = this.emitFile({ type: "chunk", id: id.slice(WORKER.length), name: "worker" });
      entries.push(entry);
      return `export default class extends Worker {
        constructor() {
          super(import.meta.ROLLUP_FILE_URL_${entry}, { type: "module" });
        }
      }`;
    },

    generateBundle(_, bundle) {
      if (!isForBrowsers(this)) return;
      const follow = (file) => {
        if (workerFiles.has(file) || !bundle[file]) return;
        workerFiles.add(file);
        [...bundle[file].imports, ...bundle[file].dynamicImports].forEach(follow);
      };
      entries.forEach((entry) => follow(this.getFileName(entry)));
    },
  };
}
