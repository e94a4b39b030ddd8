import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

import { getLanguage, useT } from '../app/i18n';
import { percent } from './dates';

/** Quiet, distinguishable grounds for initials; white on each keeps 4.5:1. */
const AVATAR_COLOURS = [
  '#3f6f9f',
  '#6b5a9a',
  '#2d7d6b',
  '#9a5f3a',
  '#7a6a2e',
  '#8d4660',
  '#4d7a3c',
  '#5b6c80',
  '#94573f',
  '#4a6590',
  '#7d4a82',
  '#2f7280',
  '#6c6250',
  '#8a5070',
  '#3c7a78',
  '#5c5f92',
  '#356a55',
];

export function initialOf(name: string): string {
  return Array.from(name.trim())[0]?.toUpperCase() ?? '?';
}

export function Avatar({ name, size = 20 }: { name: string; size?: number }) {
  const sum = Array.from(name).reduce((total, char) => total + (char.codePointAt(0) ?? 0), 0);
  const style = { background: AVATAR_COLOURS[sum % AVATAR_COLOURS.length], width: size, height: size };
  return (
    <span className="av" style={style} aria-hidden="true">
      {initialOf(name)}
    </span>
  );
}

export function Person({ name, size = 16, title }: { name: string; size?: number; title?: string }) {
  return (
    <span className="person" title={title ? `${name} ${title}` : undefined}>
      <Avatar name={name} size={size} />
      <span className="el">{name}</span>
    </span>
  );
}

export type Rag = 'red' | 'amber' | 'green';

/** Colour with its shape: red diamond, amber triangle, green ring. */
export function RagMark({ level }: { level: Rag }) {
  const t = useT();
  return (
    <svg className="rag" width="9" height="9" viewBox="0 0 10 10" role="img" aria-label={t(`rag.${level}`)}>
      {level === 'red' && <path d="M5 0l5 5-5 5-5-5z" fill="var(--ls-redf)" />}
      {level === 'amber' && <path d="M5 .5l5 9H0z" fill="var(--ls-ambf)" />}
      {level === 'green' && <circle cx="5" cy="5" r="4" fill="none" stroke="var(--ls-grnf)" strokeWidth="2" />}
    </svg>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>;
}

/** A computed number: opens the list it was computed from. */
export function NumberLink({
  to,
  children,
  tone,
  title,
}: {
  to: string;
  children: ReactNode;
  tone?: 'red' | 'amb' | 'grn';
  title?: string;
}) {
  return (
    <Link href={to} className={`nl ${tone ?? ''}`} title={title}>
      {children}
    </Link>
  );
}

export function Tip({ label, keys, children }: { label: string; keys?: string; children: ReactNode }) {
  const body = keys ? (
    <span className="row">
      {label} <kbd className="kbd tipkey">{keys}</kbd>
    </span>
  ) : (
    label
  );
  return (
    <Tooltip label={body} classNames={{ tooltip: 'tip' }}>
      {children as React.ReactElement}
    </Tooltip>
  );
}

export function IconButton({
  label,
  keys,
  onClick,
  children,
  ...rest
}: {
  label: string;
  keys?: string;
  onClick?: () => void;
  children: ReactNode;
} & Omit<React.ButtonHTMLAttributes<HTMLButtonElement>, 'onClick'>) {
  return (
    <Tip label={label} keys={keys}>
      <button type="button" className="ib" aria-label={label} onClick={onClick} {...rest}>
        {children}
      </button>
    </Tip>
  );
}

/** 3 px bar and percent. */
export function Progress({ value }: { value: number }) {
  return (
    <span className="prog">
      <span className="prog-track">
        <span className="prog-fill" style={{ width: percent(value) }} />
      </span>
      <span className="prog-n">{percent(value)}</span>
    </span>
  );
}

/** One sentence, one verb, one link; stands where the first row would be. */
export function EmptyState({
  text,
  action,
  link,
}: {
  text: string;
  action?: { label: string; run: () => void };
  link?: { label: string; run: () => void };
}) {
  return (
    <div className="empty">
      <p className="prose">{text}</p>
      {(action || link) && (
        <div className="row">
          {action && (
            <button type="button" className="bt" onClick={action.run}>
              {action.label}
            </button>
          )}
          {link && (
            <button type="button" className="lk" onClick={link.run}>
              {link.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
      <path
        d="M1.500 16.500h19M5 16.500V5.500M17 16.500V5.500M5 6c2 6.500 10 6.500 12 0M1.500 12.500C3 11 4 9 5 6M20.500 12.500C19 11 18 9 17 6M9 16.500v-6M13 16.500v-6"
        fill="none"
        stroke="var(--ls-ac)"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** List separator of running text in the language in use. */
export const comma = () => (getLanguage() === 'en' ? ', ' : '，');
