/** Text as the cell of a Markdown table: on one line, its bars escaped. */
export function cell(text: string): string {
  return text.replaceAll(/\s+/gu, " ").replaceAll("|", "\\|").trim();
}
