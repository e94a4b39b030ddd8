import { useState, type FocusEvent, type MouseEvent } from 'react';

import { useHoverCard, type RefTarget } from './HoverCard';
import { Lightbox, type Picture } from './Lightbox';
import { useOpenRecord } from './openRecord';

const RECORD = /\/api\/records\/([a-z_]+)\/(\d+)\/open$/;
const FILE = /^\/api\/attachments\/\d+$/;

function linkOf(node: EventTarget | null): { anchor: HTMLAnchorElement; target: RefTarget } | null {
  const anchor = (node as HTMLElement | null)?.closest?.('a');
  const [, entity, id] = RECORD.exec(anchor?.getAttribute('href') ?? '') ?? [];
  return anchor && entity ? { anchor, target: { entity, id: Number(id) } } : null;
}

/** A comment as the server made it safe. Its mentions have hover cards and open beside, its pictures open large. */
export function CommentHtml({ html }: { html: string }) {
  const { aim, leave, card } = useHoverCard();
  const open = useOpenRecord();
  const [picture, setPicture] = useState<Picture | null>(null);
  const over = (event: MouseEvent | FocusEvent) => {
    const link = linkOf(event.target);
    if (link) aim(link.anchor, link.target);
    else leave();
  };
  const click = (event: MouseEvent) => {
    const link = linkOf(event.target);
    if (link) return open(event, link.target.entity, link.target.id, link.anchor.getAttribute('href') ?? '');
    const image = event.target as HTMLImageElement;
    if (image.tagName === 'IMG') setPicture({ url: image.src, name: image.alt, download: image.src.replace('?inline=1', '') });
    const anchor = (event.target as HTMLElement).closest('a');
    if (anchor && FILE.test(anchor.getAttribute('href') ?? '')) anchor.setAttribute('download', anchor.textContent ?? '');
    return undefined;
  };
  return (
    <>
      <div
        className="rc-md"
        onMouseOver={over}
        onMouseLeave={leave}
        onFocus={over}
        onBlur={leave}
        onClick={click}
        dangerouslySetInnerHTML={{ __html: html }}
      />
      {card}
      {picture && <Lightbox pictures={[picture]} start={0} onClose={() => setPicture(null)} />}
    </>
  );
}
