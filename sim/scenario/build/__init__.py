"""From a checked scenario to the objects that fly: vehicles, phases, world, plan, campaign."""
