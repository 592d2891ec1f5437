/** Comments of the header as documentation of the output. */

/** What is taken over of comments. */
export interface DocumentationOptions {
  /** All, the first paragraph (the default), nothing. */
  readonly docs?: "full" | "brief" | "none";
}

/** What is known of a declaration. */
export interface Described {
  /** In C. */
  readonly prototype?: string;
  readonly comment?: string;
  readonly deprecated?: true;
}

/**
 * The lines of a documentation comment.
 *
 * @param described What is known.
 * @param options How much is wanted.
 * @returns Undefined if there is nothing to say.
 */
export function documentation(described: Described, { docs = "brief" }: DocumentationOptions): string[] | undefined {
  const { prototype, comment, deprecated } = described;
  const paragraphs: string[] = [];
  if (prototype !== undefined) paragraphs.push(`\`${prototype.replaceAll(/\s+/g, " ")}\``);
  const text = comment === undefined || docs === "none" ? "" : docs === "full" ? comment : brief(comment);
  if (text !== "") paragraphs.push(text);
  if (deprecated && !text.includes("@deprecated")) paragraphs.push("@deprecated");
  const lines = paragraphs.join("\n\n").replaceAll("*/", "*\\/").split("\n");
  if (paragraphs.length === 0) return undefined;
  return lines.length === 1 ? [`/** ${lines[0]} */`] : ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"];
}

/** The first paragraph, without what follows about parameters. */
function brief(comment: string): string {
  const paragraph = comment.split(/\n\s*\n/, 1)[0];
  const at = paragraph.search(/^\s*@(?!deprecated)/m);
  return (at < 0 ? paragraph : paragraph.slice(0, at)).trim();
}
