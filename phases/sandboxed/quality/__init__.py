"""What qa and aesthetic share: asking the started product, reading its pages and style sheets, judging them by written rules."""
