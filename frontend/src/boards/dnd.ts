/** The three hooks that every view drags with. Data is only an id and the name of the board, so that boards do not mix. */
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { useEffect, useRef, useState, type RefObject } from 'react';

interface Carried {
  board: string;
  id: number;
}
const carried = (data: Record<string | symbol, unknown>) => data as unknown as Carried;

export function useDragSource(element: RefObject<HTMLElement | null>, board: string, id: number, isOn: boolean): void {
  useEffect(() => {
    if (!element.current || !isOn) return undefined;
    return draggable({ element: element.current, getInitialData: () => ({ board, id }) });
  }, [element, board, id, isOn]);
}

/** `place` is handed back at the drop. Answers whether a card is over it that may be let go. */
export function useDropZone(element: RefObject<HTMLElement | null>, board: string, place: string, may: (id: number) => boolean): boolean {
  const [isOver, setOver] = useState(false);
  const allowed = useRef(may);
  allowed.current = may;
  useEffect(() => {
    if (!element.current) return undefined;
    return dropTargetForElements({
      element: element.current,
      getData: () => ({ place }),
      canDrop: ({ source }) => carried(source.data).board === board && allowed.current(carried(source.data).id),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    });
  }, [element, board, place]);
  return isOver;
}

/** Follows the drags of a board: which card is under way, and where it was let go. */
export function useDragging(board: string, onDrop: (id: number, place: string) => void): number | null {
  const [dragged, setDragged] = useState<number | null>(null);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => carried(source.data).board === board,
        onDragStart: ({ source }) => setDragged(carried(source.data).id),
        onDrop: ({ source, location }) => {
          setDragged(null);
          const place = location.current.dropTargets[0]?.data.place;
          if (typeof place === 'string') latest.current(carried(source.data).id, place);
        },
      }),
    [board],
  );
  return dragged;
}

/** The box scrolls while a card is held near its edge. */
export function useAutoScroll(element: RefObject<HTMLElement | null>, board: string, isReady: boolean): void {
  useEffect(() => {
    if (!element.current || !isReady) return undefined;
    return autoScrollForElements({ element: element.current, canScroll: ({ source }) => carried(source.data).board === board });
  }, [element, board, isReady]);
}
