"""What the business changes: column registry, tariff periods, names, intents, lexicon, experiments, policy, texts."""
