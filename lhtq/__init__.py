"""LHTQ: the lifelong-learning programme of a province, from village to province."""
