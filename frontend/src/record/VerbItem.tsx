import { Menu } from '@mantine/core';
import { useId, type ReactNode } from 'react';

interface Props {
  /** Why it cannot be done now; '' where it can. */
  refusal: string;
  onClick: () => void;
  leftSection?: ReactNode;
  rightSection?: ReactNode;
  children: ReactNode;
}

/**
 * A verb in a menu. A refused one keeps its place among the arrow keys and is described by its reason; a truly disabled entry would
 * be skipped, and nobody without a mouse would learn why.
 */
export function VerbItem({ refusal, onClick, leftSection, rightSection, children }: Props) {
  const id = useId();
  // Mantine writes aria-disabled itself, together with what makes an entry unreachable; so it is set behind its back.
  const mark = (entry: HTMLButtonElement | null) => {
    if (refusal) entry?.setAttribute('aria-disabled', 'true');
    else entry?.removeAttribute('aria-disabled');
  };
  return (
    <Menu.Item
      ref={mark}
      {...{ leftSection, rightSection }}
      aria-labelledby={`${id}-l`}
      aria-describedby={refusal ? `${id}-r` : undefined}
      closeMenuOnClick={!refusal}
      onClick={refusal ? undefined : onClick}
    >
      <span id={`${id}-l`}>{children}</span>
      {refusal && (
        <span id={`${id}-r`} className="rc-reason s12">
          {refusal}
        </span>
      )}
    </Menu.Item>
  );
}
