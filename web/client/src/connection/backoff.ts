/** How long to wait before the next attempt: full jitter under a ceiling that doubles. */

export const FIRST_CEILING_MS = 500;
export const LAST_CEILING_MS = 20_000;

/**
 * @param failures how many attempts have failed in a row, from 1.
 * @param random as `Math.random`.
 */
export function pauseAfter(failures: number, random: () => number): number {
  const ceiling = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** Math.min(failures - 1, 16));
  return Math.round(random() * ceiling);
}
