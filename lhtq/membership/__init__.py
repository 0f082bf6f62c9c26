"""The Association for encouraging learning (Hội Khuyến học): branches, members, officers, fees."""
