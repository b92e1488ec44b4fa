"""What surrounds the station: gravity field, Sun and Moon, space weather and air."""
