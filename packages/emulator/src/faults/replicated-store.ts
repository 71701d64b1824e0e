import type { Store } from "../state/store.ts";
import type { Faults } from "./faults.ts";
import type { Replica } from "./replica.ts";
import { requestScope } from "./request-scope.ts";

/**
 * A store whose readers see, inside a request that faults concern, what has reached them so far. Outside of one, and
 * whenever no such fault stands, it is the store itself.
 */
export function replicatedStore(inner: Store, replica: Replica, faults: Faults): Store {
  return {
    get state() {
      const scope = requestScope.getStore();
      if (!scope) return inner.state;
      return (scope.view ??= replica.view(scope, faults.stateFaults()));
    },
    save: () => {
      replica.observe();
      return inner.save();
    },
  };
}
