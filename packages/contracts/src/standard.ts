import {
  reaction,
  services,
  standardOperations,
  type Policy,
  type ReactionType,
  type ServiceName,
} from './define/index.ts';

type Standard = ReturnType<typeof standardOperations>;

/** What every service offers beside its own work, by the service: `standard.hr.setPolicy`. */
export const standard = Object.fromEntries(
  services.map((service) => [service, standardOperations(service)]),
) as Readonly<Record<ServiceName, Standard>>;

/** A reaction by which a service keeps a copy of the policies that another shares with it; the kit carries it out. */
export type PolicyCopy = ReactionType<readonly [Standard['policySet']]>;

/** One for each service and each other one that shares a policy with it (`sharedWith`). */
export const policyCopiesBy = (policies: readonly Policy[]): PolicyCopy[] =>
  services.flatMap((service) => {
    const sources = new Set(policies.filter((one) => one.sharedWith.includes(service)).map((one) => one.service));
    return [...sources].map((source) =>
      reaction({
        service,
        name: `keep-${source}-policy-copy`,
        on: [standard[source].policySet],
        summary: { zh: '保存共享规则设置的副本', en: 'Keep a copy of shared policies' },
      }),
    );
  });
