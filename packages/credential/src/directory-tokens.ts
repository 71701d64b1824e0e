// The tokens of one application in all its directories: one assertion, one cache, one budget. Every credential that
// `forTenant` gives stands on the same.
import { tokenExchangeAudience, type TenantId } from "@tegata/core";
import { isProjectedHost, refuseUnfit } from "./assertion-checks.ts";
import { CrossTenantCredentialError } from "./errors.ts";
import type { CredentialEvent } from "./events.ts";
import { exchangeAssertion } from "./exchange.ts";
import { renewalMoment, type Acquired } from "./lifetime.ts";
import type { Settings } from "./options.ts";
import { send, type Answer, type Sender } from "./request.ts";
import { Slot, type Supplier } from "./slot.ts";
import { Telemetry, type Step } from "./telemetry.ts";
import { Throttle } from "./throttle.ts";
import { Timeline } from "./timeline.ts";
import { errorBytes, slotBytes, TokenCache, TokenSlot, type Shelf } from "./token-cache.ts";
import type { AbortSignalLike, AccessToken } from "./token-credential.ts";
import { waitFor } from "./waiting.ts";

/**
 * Refusals that a fresh assertion may mend: it is out of its time (700024), or signed with a key that was rolled over
 * (700027, 7000214). Microsoft.Identity.Web drops its credential for the same numbers.
 */
const staleAssertion = new Set([700024, 700027, 7000214]);

export class AssertionSlot extends Slot<string, AssertionSlot> {}

/** A call is only counted, never looked at again. */
export interface Counts {
  served: number;
  waited: number;
  identityRequests: number;
  exchangeRequests: number;
  evicted: number;
  hookFailures: number;
}

export class DirectoryTokens {
  readonly settings: Settings;
  readonly timeline: Timeline;
  readonly cache: TokenCache;
  readonly assertion: AssertionSlot;
  readonly throttle: Throttle;
  readonly counts: Counts = {
    served: 0,
    waited: 0,
    identityRequests: 0,
    exchangeRequests: 0,
    evicted: 0,
    hookFailures: 0,
  };
  readonly #telemetry: Telemetry;
  readonly #tokenSupplier: Supplier<AccessToken, TokenSlot>;

  constructor(settings: Settings) {
    const timeline = new Timeline(settings.world.clock);
    const { random } = settings.world;
    this.settings = settings;
    this.timeline = timeline;
    this.throttle = new Throttle(timeline);
    this.#telemetry = new Telemetry(settings.openTelemetry);
    this.cache = new TokenCache(settings.limits, (slot) => this.#noteEvicted(slot));
    this.assertion = new AssertionSlot({
      timeline,
      random,
      acquire: (_slot, inBackground, context) => this.#requestAssertion(inBackground, context),
      landed: alone,
      failed: alone,
    });
    this.#tokenSupplier = {
      timeline,
      random,
      acquire: (slot, inBackground, context) => this.#requestToken(slot, inBackground, context),
      landed: (slot) => this.#weigh(slot),
      failed: (slot) => this.#weigh(slot),
    };
  }

  /** The token, if a valid one is held. Sends nothing that is waited for. */
  serve(key: string, tenantId: string, isCae: boolean): Promise<AccessToken> | undefined {
    const served = this.cache.find(key, tenantId, isCae)?.serve(this.timeline.now());
    if (served !== undefined) this.counts.served += 1;
    return served;
  }

  /** A new token, or the one that is under way. An abort ends the caller's waiting, not the work. */
  async next(
    shelf: Shelf,
    tenantId: TenantId,
    { context, signal }: { readonly context: unknown; readonly signal: AbortSignalLike | undefined },
  ): Promise<AccessToken> {
    const { cache, counts, settings } = this;
    counts.waited += 1;
    const known = cache.find(shelf.key, tenantId, shelf.isCae);
    const slot = known ?? cache.add(new TokenSlot(this.#tokenSupplier, shelf, tenantId));
    const release = settings.world.clock.hold?.();
    try {
      return await waitFor(slot.next(this.timeline.now(), context), signal);
    } finally {
      release?.();
    }
  }

  emit(event: CredentialEvent): void {
    // A hook is for watching: it cannot fail a token, nor end the process. Counted, so that `inspect()` shows it.
    const failed = (): void => {
      this.counts.hookFailures += 1;
    };
    try {
      const returned: unknown = this.settings.onEvent?.(event);
      // The types let an async function through.
      if (returned !== undefined) void Promise.resolve(returned).catch(failed);
    } catch {
      failed();
    }
  }

  async #requestToken(slot: TokenSlot, inBackground: boolean, context: unknown): Promise<Acquired<AccessToken>> {
    const { tenantId, shelf } = slot;
    const about = { tenantId, scope: shelf.scope, inBackground };
    const { elapsedMs } = this.#stopwatch();
    try {
      const acquired = await this.#exchange(slot, inBackground, context);
      const { expiresOnTimestamp } = acquired.value;
      this.emit({ type: "token.acquired", ...about, durationMs: elapsedMs(), expiresOnTimestamp });
      return acquired;
    } catch (error) {
      if (error instanceof CrossTenantCredentialError) {
        this.emit({ type: "token.failed", ...about, durationMs: elapsedMs(), error });
      }
      throw error;
    }
  }

  async #exchange(slot: TokenSlot, inBackground: boolean, context: unknown): Promise<Acquired<AccessToken>> {
    this.throttle.throwIfPaused(slot.tenantId);
    const first = await this.#currentAssertion(context);
    try {
      return await this.#exchangeOnce(slot, first, { inBackground, context });
    } catch (error) {
      const mayHelp = error instanceof CrossTenantCredentialError && staleAssertion.has(error.aadsts ?? 0);
      if (!mayHelp) throw error;
      // Also one that was fresh: keys are rolled over between two requests. Others who were refused at the same time may
      // have brought the next one already.
      if (this.assertion.value === first) this.assertion.forget();
      return this.#exchangeOnce(slot, await this.#currentAssertion(context), { inBackground, context });
    }
  }

  async #currentAssertion(context: unknown): Promise<string> {
    const nowMs = this.timeline.now();
    return this.assertion.serve(nowMs) ?? this.assertion.next(nowMs, context);
  }

  async #exchangeOnce(
    slot: TokenSlot,
    assertion: string,
    { inBackground, context }: { readonly inBackground: boolean; readonly context: unknown },
  ): Promise<Acquired<AccessToken>> {
    const { settings, timeline, throttle } = this;
    const { authority, clientId, world } = settings;
    const { tenantId, shelf } = slot;
    throttle.throwIfPaused(tenantId);
    const attributes = { "tegata.tenant_id": tenantId, "tegata.scope": shelf.scope };
    const exchange = { authority, tenantId, clientId, assertion, scope: shelf.scope, claims: shelf.claims };
    const sender = {
      world,
      timeline,
      ...this.#watch(2),
      answered: (answer: Answer) => this.#learn(answer, "exchange"),
    };
    const work = async (): Promise<Acquired<AccessToken>> => exchangeAssertion(exchange, sender);
    try {
      return await this.#observed({ name: "tegata.exchange", attributes, inBackground, context }, work);
    } catch (error) {
      throttle.note(tenantId, error);
      throw error;
    }
  }

  async #requestAssertion(inBackground: boolean, context: unknown): Promise<Acquired<string>> {
    const { name } = this.settings.assertion;
    const about = { source: name, inBackground };
    const attributes = { "tegata.source": name };
    const { elapsedMs } = this.#stopwatch();
    try {
      const work = async (): Promise<Acquired<string>> => this.#askSource();
      const acquired = await this.#observed({ name: "tegata.assertion", attributes, inBackground, context }, work);
      const expiresOnTimestamp = this.timeline.toWall(acquired.deadlineMs);
      this.emit({ type: "assertion.acquired", ...about, durationMs: elapsedMs(), expiresOnTimestamp });
      return acquired;
    } catch (error) {
      if (error instanceof CrossTenantCredentialError) {
        this.emit({ type: "assertion.failed", ...about, durationMs: elapsedMs(), error });
      }
      throw error;
    }
  }

  async #askSource(): Promise<Acquired<string>> {
    const { assertion: source, cloud, world } = this.settings;
    const audience = tokenExchangeAudience(cloud);
    const { timeline } = this;
    const { token, expiresOnMs, askAgainAfterMs } = await source.request({
      audience,
      world,
      send: async (call, by) => {
        const outcome = await send(call, { world, timeline, ...this.#watch(1), ...by });
        if (outcome.answered) this.#learn(outcome, "identity");
        return outcome;
      },
    });
    const isProjected = isProjectedHost(world.environment);
    refuseUnfit(token, { cloud, audience: source.audienceOf?.(audience), isProjectedHost: isProjected });
    const nowMs = timeline.now();
    const deadlineMs = timeline.fromService(expiresOnMs);
    const renewalMs = renewalMoment(deadlineMs, { nowMs, random: world.random });
    const againMs = askAgainAfterMs === undefined ? renewalMs : nowMs + askAgainAfterMs;
    return { value: token, deadlineMs, refreshAfterMs: Math.min(renewalMs, againMs) };
  }

  /** Learns the token service's time. Moments of the assertion were counted by it, so they move with what is learnt. */
  #learn(answer: Answer, teacher: "identity" | "exchange"): void {
    if (answer.dateMs === undefined) return;
    const movedMs = this.timeline.learn(answer.dateMs, { atMs: answer.sentAtMs, teacher });
    if (this.assertion.value !== undefined) this.assertion.shift(movedMs);
  }

  #watch(hop: 1 | 2): Pick<Sender, "attempted" | "retried"> {
    return {
      attempted: () => {
        if (hop === 1) this.counts.identityRequests += 1;
        else this.counts.exchangeRequests += 1;
      },
      retried: (retry) => this.emit({ type: "request.retried", hop, ...retry }),
    };
  }

  async #observed<Result>(step: Step, work: () => Promise<Result>): Promise<Result> {
    const observation = await this.#telemetry.observe(step, () => this.timeline.now());
    try {
      const result = await work();
      observation.end();
      return result;
    } catch (error) {
      observation.end(error instanceof CrossTenantCredentialError ? error : undefined);
      throw error;
    }
  }

  #stopwatch(): { readonly elapsedMs: () => number } {
    const startMs = this.timeline.now();
    return { elapsedMs: () => Math.round(this.timeline.now() - startMs) };
  }

  #weigh(slot: TokenSlot): void {
    this.cache.weigh(slot, slotBytes + (slot.value?.token.length ?? 0) + (slot.keepsError ? errorBytes : 0));
  }

  #noteEvicted({ tenantId, shelf }: TokenSlot): void {
    this.counts.evicted += 1;
    this.emit({ type: "token.evicted", tenantId, scope: shelf.scope });
  }
}

/** There is one assertion, so nothing is weighed; what happened is told as an event. */
function alone(): void {}
