import type { ReactNode } from 'react';

/** A named part of a record, with its count and what can be done there at the right. */
export function Section({
  title,
  count,
  actions,
  children,
}: {
  title: string;
  count?: number;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="rc-sec" aria-label={title}>
      <div className="rc-sec-h">
        <h3 className="b">{title}</h3>
        {!!count && <span className="mut s12">{count}</span>}
        <span className="sp" />
        {actions}
      </div>
      {children}
    </section>
  );
}
