/* The colours of code. Invariant: each has a contrast of 4.5 on an added or removed line too, and on
   the words in it that changed: only GitHub's palettes of high contrast do, but for the comments of
   the light one, which are darker here. */

import { registerCustomTheme, resolveTheme } from "@pierre/diffs";

const LIGHT = "github-light-high-contrast";
const LIGHT_COMMENT = "#4b535d";

export const THEME = { dark: "github-dark-high-contrast", light: "boo-light" };

registerCustomTheme(THEME.light, async () => {
  const theme = await resolveTheme(LIGHT);
  return {
    ...theme,
    name: THEME.light,
    textmate: {
      ...theme.textmate,
      name: THEME.light,
      settings: theme.textmate.settings.map(withDarkComment),
    },
  };
});

function withDarkComment(rule) {
  if (![rule.scope].flat().includes("comment")) return rule;
  return { ...rule, settings: { ...rule.settings, foreground: LIGHT_COMMENT } };
}
