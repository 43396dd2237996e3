import type { Item } from '@/store';

export function describe(items: readonly Item[]): string {
  return `${items.reduce<number>((sum, item) => sum + item.amount, 0)} pieces in all`;
}
