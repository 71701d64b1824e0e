import { BlockList, isIP } from "node:net";

type Range = readonly [network: string, prefix: number];

// https://www.iana.org/assignments/iana-ipv4-special-registry
const specialV4: readonly Range[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  // Azure's platform answers every virtual machine there.
  ["168.63.129.16", 32],
];
// https://www.iana.org/assignments/iana-ipv6-special-registry, of what lies in 2000::/3
const specialV6: readonly Range[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

function listOf(ranges: readonly Range[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
}

const blockedV4 = listOf(specialV4, "ipv4");
const blockedV6 = listOf(specialV6, "ipv6");
const globalV6 = listOf([["2000::", 3]], "ipv6");

/**
 * Whether an address is one of the public internet: not loopback, link-local, private, unique-local, metadata,
 * documentation, multicast, nor an IPv4 address wrapped in IPv6.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !blockedV4.check(address, "ipv4");
  return isIP(address) === 6 && globalV6.check(address, "ipv6") && !blockedV6.check(address, "ipv6");
}
