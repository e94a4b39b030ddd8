import { createTheme, type CSSVariablesResolver, type MantineColorScheme, type MantineColorsTuple } from '@mantine/core';

import type { ThemeChoice } from '../api/types';

const STACK = 'var(--ls-font)';
const azurite: MantineColorsTuple = [
  '#e9f1fb',
  '#cfe0f5',
  '#a9c6ec',
  '#82b3f4',
  '#5a93dc',
  '#3877c6',
  '#1f5fb4',
  '#194f97',
  '#143f79',
  '#0f2f5b',
];
const red: MantineColorsTuple = [
  '#fcecea',
  '#f7d3d0',
  '#efaaa6',
  '#e7817c',
  '#dc615c',
  '#d0433f',
  '#c53534',
  '#b9262c',
  '#9a1f25',
  '#7a181d',
];
const yellow: MantineColorsTuple = [
  '#fbf3df',
  '#f4e3b8',
  '#eacb80',
  '#dfb24a',
  '#d29b25',
  '#c58308',
  '#a66d04',
  '#865800',
  '#6b4600',
  '#503500',
];
const green: MantineColorsTuple = [
  '#e6f4ec',
  '#c6e5d4',
  '#97cfb2',
  '#6ab890',
  '#4aa578',
  '#2f9263',
  '#258055',
  '#1a6d46',
  '#145738',
  '#0e412a',
];
const violet: MantineColorsTuple = [
  '#eeeaf8',
  '#d9d1ef',
  '#bdb0e2',
  '#a18fd4',
  '#8873c3',
  '#7059b3',
  '#634da3',
  '#553f94',
  '#443277',
  '#33265a',
];

export const theme = createTheme({
  primaryColor: 'azurite',
  primaryShade: { light: 6, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily: STACK,
  fontFamilyMonospace: STACK,
  black: '#14181f',
  white: '#ffffff',
  colors: { azurite, red, yellow, green, violet },
  fontSizes: { xs: '0.6875rem', sm: '0.75rem', md: '0.8125rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.45', sm: '1.5', md: '1.54', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '8px', xl: '8px' },
  shadows: { xs: 'none', sm: 'none', md: 'var(--ls-shadow)', lg: 'var(--ls-shadow)', xl: 'var(--ls-shadow)' },
  headings: {
    fontFamily: STACK,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.54' },
    },
  },
  breakpoints: { xs: '36em', sm: '48em', md: '64em', lg: '80em', xl: '100em' },
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withinPortal: true, position: 'bottom', offset: 6 } },
    Menu: { defaultProps: { shadow: 'md', radius: 'md', offset: 4, transitionProps: { duration: 120 } } },
    Popover: { defaultProps: { shadow: 'md', radius: 'md', offset: 4, transitionProps: { duration: 120 } } },
    Modal: {
      defaultProps: {
        radius: 'md',
        shadow: 'md',
        overlayProps: { backgroundOpacity: 0.35, blur: 0 },
        transitionProps: { duration: 120 },
      },
    },
    Drawer: { defaultProps: { size: 392, withOverlay: false, transitionProps: { duration: 160 } } },
    Button: { defaultProps: { variant: 'default', size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 28, color: 'gray' } },
    Input: { defaultProps: { size: 'sm', radius: 'sm' } },
    InputWrapper: { defaultProps: { size: 'sm' } },
    Checkbox: { defaultProps: { size: 'xs' } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--ls-s0)',
  '--mantine-color-text': 'var(--ls-t1)',
  '--mantine-color-dimmed': 'var(--ls-t3)',
  '--mantine-color-default': 'var(--ls-s0)',
  '--mantine-color-default-border': 'var(--ls-line2)',
  '--mantine-color-default-hover': 'var(--ls-s2)',
  '--mantine-color-default-color': 'var(--ls-t1)',
  '--mantine-color-placeholder': 'var(--ls-t3)',
  '--mantine-color-anchor': 'var(--ls-ac)',
  '--mantine-color-error': 'var(--ls-red)',
  '--mantine-color-disabled': 'var(--ls-s1)',
  '--mantine-color-disabled-color': 'var(--ls-t4)',
  '--mantine-color-disabled-border': 'var(--ls-line)',
};

/** The tokens themselves stand in tokens.css, where they apply before any script runs. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });

export function toMantineScheme(choice: ThemeChoice): MantineColorScheme {
  return choice === 'system' ? 'auto' : choice;
}
