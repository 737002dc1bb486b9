/* What a terminal shows only when it is asked for: loaded then. */

export { CommandMenu } from "./command_menu.jsx";
export { FindBar } from "./find_bar.jsx";
export { Question } from "./question.jsx";
export { TextSheet } from "./text_sheet.jsx";
