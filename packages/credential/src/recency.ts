// The order of use of many things, in one array of numbers: using one touches a few bytes that lie close together,
// where a list of linked objects would touch three of them all over the heap.

const nobody = -1;

/** Places numbered from 0, in the order in which they were used. Every step takes the same time at any size. */
export class Recency {
  /** For each place the one used just after it, then the one used just before it. */
  #links = new Int32Array(128);
  readonly #free: number[] = [];
  #places = 0;
  #newest = nobody;
  #oldest = nobody;

  /** A new place, used last. */
  add(): number {
    const place = this.#free.pop() ?? this.#grown();
    this.#linkInFront(place);
    return place;
  }

  use(place: number): void {
    if (place === this.#newest) return;
    this.#unlink(place);
    this.#linkInFront(place);
  }

  remove(place: number): void {
    this.#unlink(place);
    this.#free.push(place);
  }

  /** The place used longest ago, or undefined when there is none or only one. */
  get oldest(): number | undefined {
    return this.#oldest === this.#newest ? undefined : this.#oldest;
  }

  #grown(): number {
    const place = this.#places;
    this.#places += 1;
    if (2 * place < this.#links.length) return place;
    const larger = new Int32Array(this.#links.length * 2);
    larger.set(this.#links);
    this.#links = larger;
    return place;
  }

  #linkInFront(place: number): void {
    const second = this.#newest;
    this.#links[2 * place] = nobody;
    this.#links[2 * place + 1] = second;
    if (second === nobody) this.#oldest = place;
    else this.#links[2 * second] = place;
    this.#newest = place;
  }

  #unlink(place: number): void {
    const newer = this.#links[2 * place] ?? nobody;
    const older = this.#links[2 * place + 1] ?? nobody;
    if (newer === nobody) this.#newest = older;
    else this.#links[2 * newer + 1] = older;
    if (older === nobody) this.#oldest = newer;
    else this.#links[2 * older] = newer;
  }
}
