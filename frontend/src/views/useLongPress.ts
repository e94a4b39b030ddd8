import { useRef, type MouseEvent, type PointerEvent } from 'react';

/** Shorter than the half second after which a browser opens a menu of its own. */
const LONG = 420;
/** A finger that moves farther than this scrolls. */
const SLACK = 10;

/** A finger that rests on a line; the click that follows it is not a tap. A mouse has its own ways to select. */
export function useLongPress(onLong: () => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const wasLong = useRef(false);
  const cancel = () => {
    if (press.current) clearTimeout(press.current.timer);
    press.current = null;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      cancel();
      wasLong.current = false;
      if (event.pointerType === 'mouse') return;
      const timer = setTimeout(() => {
        press.current = null;
        wasLong.current = true;
        onLong();
      }, LONG);
      press.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const from = press.current;
      if (from && Math.hypot(clientX - from.x, clientY - from.y) > SLACK) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    onContextMenu: (event: MouseEvent) => {
      if (press.current || wasLong.current) event.preventDefault();
    },
    onClickCapture: (event: MouseEvent) => {
      if (wasLong.current) event.stopPropagation();
      wasLong.current = false;
    },
  };
}
