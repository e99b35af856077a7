"""Stories become features and acceptance tests: what StoryImplementerAgent, StoryTesterAgent and StoryValidatorAgent know."""
