/** Topic patterns: `*` is one word, `#` is any number of words. */

/** Whether an AMQP topic pattern matches a routing key. */
export function matches(pattern: string, key: string): boolean {
  return matchWords(pattern.split("."), key.split("."));
}

function matchWords(pattern: readonly string[], words: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return words.length === 0;
  if (first === "#") return words.some((_, at) => matchWords(rest, words.slice(at))) || matchWords(rest, []);
  return words.length > 0 && (first === "*" || first === words[0]) && matchWords(rest, words.slice(1));
}
