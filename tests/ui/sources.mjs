/* Lets node find a module by the address that it has in the front end: a file of a room stands there
   in a folder named after the Python module beside it. */

import { registerHooks } from "node:module";

const BUILT = /^\$\/public\/external\/(.+)\/[^/]+\/([^/]+)$/;

registerHooks({
  resolve(wanted, context, next) {
    const [, room, file] = BUILT.exec(wanted) ?? [];
    return next(room ? new URL(`../../${room}/${file}`, import.meta.url).href : wanted, context);
  },
});
