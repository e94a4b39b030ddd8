import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { Link } from 'wouter';

import { api, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import type { Tone } from '../schema/types';
import { partKeys, recordUrl } from './data';
import { ToneMark } from '../schema/widgets/ToneMark';
import './i18n';

interface Card {
  title: string;
  code: string;
  entity_label: string;
  url: string;
  facts: { label: string; value: string; tone: Tone | null }[];
}

export interface RefTarget {
  entity: string;
  id: number;
}

interface Open extends RefTarget {
  anchor: HTMLElement;
}

const OPEN_AFTER = 300;
/** Long enough to move the pointer from the word into its card. */
const CLOSE_AFTER = 160;
const GAP = 6;
const EDGE = 8;

/** Under the anchor, above it where there is no room, and always inside the window. */
function place(card: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const isBelow = at.bottom + GAP + height <= innerHeight - EDGE || at.top < height + GAP + EDGE;
  const top = isBelow ? at.bottom + GAP : at.top - GAP - height;
  card.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE))}px`;
  card.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  card.style.visibility = 'visible';
}

function CardBox({ open, id, hold, leave }: { open: Open; id: string; hold: () => void; leave: () => void }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const { data, error } = useQuery({
    queryKey: partKeys.card(open.entity, open.id),
    queryFn: ({ signal }) => api.get<Card>(`${recordUrl(open.entity, open.id)}/card`, { signal }),
  });
  useLayoutEffect(() => {
    if (box.current && (data || error)) place(box.current, open.anchor);
  }, [data, error, open]);
  if (!data && !error) return null;
  return createPortal(
      <div ref={box} id={id} role="tooltip" className="rc-card" onMouseEnter={hold} onMouseLeave={leave} onClick={(event) => event.stopPropagation()}>
        {error ? (
          <p className="mut">{sentenceOf(error)}</p>
        ) : (
          data && (
            <>
              <div className="row s12 mut">
                <span>{data.entity_label}</span>
                {data.code && <span>{data.code}</span>}
              </div>
              <Link className="rc-card-t" href={data.url} tabIndex={-1}>
                {data.title || t('record.untitled')}
              </Link>
              {data.facts.length > 0 && (
                <dl className="rc-facts">
                  {data.facts.map((fact) => (
                    <div key={fact.label}>
                      <dt>{fact.label}</dt>
                      <dd>
                        <ToneMark tone={fact.tone} />
                        {fact.value}
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </>
          )
        )}
      </div>,
    document.body,
  );
}

/**
 * Hover cards for one element or for the links inside it. `aim(anchor, target)` begins the wait, `leave()` ends it, `card` is to be
 * drawn. Escape closes the card and nothing else.
 */
export function useHoverCard(): {
  aim: (anchor: HTMLElement, target: RefTarget) => void;
  leave: () => void;
  card: ReactNode;
  cardId: string | undefined;
} {
  const id = useId();
  const [open, setOpen] = useState<Open | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wait = useCallback((ms: number, next: Open | null) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), ms);
  }, []);
  const hold = useCallback(() => clearTimeout(timer.current), []);
  const aim = useCallback(
    (anchor: HTMLElement, target: RefTarget) => wait(OPEN_AFTER, { ...target, anchor }),
    [wait],
  );
  const leave = useCallback(() => wait(CLOSE_AFTER, null), [wait]);
  useEffect(() => hold, [hold]);
  useEffect(() => {
    if (!open) return undefined;
    const close = () => setOpen(null);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      close();
    };
    // Captured, so that the panel below does not close with the card.
    addEventListener('keydown', onKey, true);
    addEventListener('scroll', close, true);
    return () => {
      removeEventListener('keydown', onKey, true);
      removeEventListener('scroll', close, true);
    };
  }, [open]);
  const card = open?.anchor.isConnected && <CardBox {...{ open, id, hold, leave }} />;
  return { aim, leave, card, cardId: open ? id : undefined };
}

/** A word that names another record: its card after 300 ms of hover, or of keyboard focus on what it holds. */
export function RefHover({ entity, id, children }: RefTarget & { children: ReactNode }) {
  const { aim, leave, card, cardId } = useHoverCard();
  return (
    <span
      className="rc-ref"
      aria-describedby={cardId}
      onMouseEnter={(event) => aim(event.currentTarget, { entity, id })}
      onMouseLeave={leave}
      onFocus={(event) => event.target.matches(':focus-visible') && aim(event.currentTarget, { entity, id })}
      onBlur={leave}
    >
      {children}
      {card}
    </span>
  );
}
