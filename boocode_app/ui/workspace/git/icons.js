/* The icons of the Git tab. */

export { default as Alert } from "lucide-react/dist/esm/icons/circle-alert.mjs";
export { default as Back } from "lucide-react/dist/esm/icons/arrow-left.mjs";
export { default as BranchIcon } from "lucide-react/dist/esm/icons/git-branch.mjs";
export { default as Check } from "lucide-react/dist/esm/icons/check.mjs";
export { default as Compare } from "lucide-react/dist/esm/icons/git-compare.mjs";
export { default as CommitIcon } from "lucide-react/dist/esm/icons/git-commit-horizontal.mjs";
export { default as Copy } from "lucide-react/dist/esm/icons/copy.mjs";
export { default as Folder } from "lucide-react/dist/esm/icons/folder-git-2.mjs";
export { default as Merge } from "lucide-react/dist/esm/icons/git-merge.mjs";
export { default as More } from "lucide-react/dist/esm/icons/ellipsis.mjs";
export { default as Plus } from "lucide-react/dist/esm/icons/plus.mjs";
export { default as Remove } from "lucide-react/dist/esm/icons/trash-2.mjs";
export { default as Undo } from "lucide-react/dist/esm/icons/undo-2.mjs";
export { default as Up } from "lucide-react/dist/esm/icons/arrow-up-from-line.mjs";
