/* Lets node find a module by the address that it has in the front end: a file of a room stands there
   in a folder named after the Python module beside it. A package is found where PACKAGES says. */

import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const BUILT = /^\$\/public\/external\/(.+)\/[^/]+\/([^/]+)$/;
const { PACKAGES } = process.env;

registerHooks({
  resolve(wanted, context, next) {
    const [, room, file] = BUILT.exec(wanted) ?? [];
    if (room) return next(new URL(`../../${room}/${file}`, import.meta.url).href, context);
    const packaged = PACKAGES && wanted.startsWith("@");
    return next(wanted, packaged ? { ...context, parentURL: pathToFileURL(PACKAGES).href } : context);
  },
});
