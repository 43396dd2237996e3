export interface Item {
  name: string;
  amount: number;
}

export enum Order {
  Up = 1,
  Down = -1,
}

/** bound makes a method keep its this. */
function bound(_: object, key: string, d: PropertyDescriptor): PropertyDescriptor {
  const method = d.value as (...args: unknown[]) => unknown;
  return {
    configurable: true,
    get(this: object) {
      const value = method.bind(this);
      Object.defineProperty(this, key, { value });
      return value;
    },
  };
}

export class List {
  #listeners = new Set<() => void>();

  constructor(private items: readonly Item[]) {}

  @bound
  snapshot(): readonly Item[] {
    return this.items;
  }

  @bound
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  sort(order: Order): void {
    this.set([...this.items].sort((a, b) => order * a.name.localeCompare(b.name)));
  }

  remove(name: string): void {
    const rest = this.items.filter((item) => item.name !== name);
    if (rest.length === this.items.length) {
      throw new RangeError(`there is no ${name satisfies string}`);
    }
    this.set(rest);
  }

  private set(items: readonly Item[]): void {
    this.items = items;
    this.#listeners.forEach((listener) => listener());
  }
}
