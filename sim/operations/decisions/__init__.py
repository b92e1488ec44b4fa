"""Go/no-go before each burn: rules of a scenario, what is known, the decision and its history."""
