/** Colours of the canvas, read once per scheme change from the CSS variables of the shell. */
const LIGHT = {
  s0: '#ffffff', s1: '#f6f7f8', line: '#e4e7eb', line2: '#cbd1d9', t1: '#14181f', t2: '#424a56', t3: '#626c7a', t4: '#98a1ad',
  hov: '#f4f6f8', sel: '#eaf2fc', ac: '#1f5fb4', onac: '#ffffff', red: '#b9262c', amb: '#865800', ambf: '#c58308', grn: '#1a6d46',
  bar: '#b3c8e6', bard: '#4a79bb', crit: '#d6504b', critd: '#a3242a', sum: '#39424f', base: '#8792a0', buf: '#7059b3',
  rest: 'rgba(28,44,66,.042)',
};
export type Palette = typeof LIGHT;

const DARK: Palette = {
  s0: '#14171b', s1: '#0f1215', line: '#272d35', line2: '#3c454f', t1: '#e7eaee', t2: '#b3bbc6', t3: '#8d97a4', t4: '#5f6975',
  hov: '#1a1e23', sel: '#182538', ac: '#82b3f4', onac: '#0b1626', red: '#ff918b', amb: '#e7b54c', ambf: '#d39a22', grn: '#74cd9f',
  bar: '#33496a', bard: '#6f9fe0', crit: '#c8524d', critd: '#ff8f88', sum: '#aab3bf', base: '#67717d', buf: '#a692e6',
  rest: 'rgba(190,210,240,.045)',
};

export const isDark = (): boolean => document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark';

/** The shell's `--ls-*` values where they are set, else the same figures from the design. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const palette = { ...(isDark() ? DARK : LIGHT) };
  for (const key of Object.keys(palette) as (keyof Palette)[]) {
    const value = style.getPropertyValue('--ls-' + key).trim();
    if (value) palette[key] = value;
  }
  return palette;
}

export const FONT_STACK = '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "HarmonyOS Sans SC", '
  + '"Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

const AVATARS = ['#3f6f9f', '#6b5a9a', '#2d7d6b', '#9a5f3a', '#7a6a2e', '#8d4660', '#4d7a3c', '#5b6c80', '#94573f', '#4a6590',
  '#7d4a82', '#2f7280', '#6c6250', '#8a5070', '#3c7a78', '#5c5f92', '#356a55'];

/** A steady colour per name, the same as in the rest of the shell; white text keeps 4.5:1 on each. */
export function avatarColour(name: string): string {
  let sum = 0;
  for (const char of name) sum += char.codePointAt(0) ?? 0;
  return AVATARS[sum % AVATARS.length];
}
