/* The icons of the terminals page and the dock. */

export { default as Back } from "lucide-react/dist/esm/icons/arrow-left.mjs";
export { default as Check } from "lucide-react/dist/esm/icons/check.mjs";
export { default as Close } from "lucide-react/dist/esm/icons/x.mjs";
export { default as Columns } from "lucide-react/dist/esm/icons/square-split-horizontal.mjs";
export { default as End } from "lucide-react/dist/esm/icons/circle-stop.mjs";
export { default as Film } from "lucide-react/dist/esm/icons/film.mjs";
export { default as Link } from "lucide-react/dist/esm/icons/link.mjs";
export { default as More } from "lucide-react/dist/esm/icons/ellipsis.mjs";
export { default as Pencil } from "lucide-react/dist/esm/icons/pencil.mjs";
export { default as Plus } from "lucide-react/dist/esm/icons/plus.mjs";
export { default as Remove } from "lucide-react/dist/esm/icons/trash-2.mjs";
export { default as Rows } from "lucide-react/dist/esm/icons/square-split-vertical.mjs";
export { default as Shell } from "lucide-react/dist/esm/icons/square-terminal.mjs";
