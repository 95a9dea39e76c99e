COPY (
    SELECT
        uscc, taxpayer_name, taxpayer_type, period_start, period_end, sales_cny, tax_cny, surcharge_cny, total_cny,
        filed_on, filing_status, tax_office, filename
    FROM checked
    WHERE broken = 0 AND row_hash NOT IN (FROM repeated)
    UNION ALL
    SELECT
        uscc, taxpayer_name, taxpayer_type, period_start, period_end, sales_cny, tax_cny, surcharge_cny, total_cny,
        filed_on, filing_status, tax_office, min(filename)
    FROM checked
    WHERE broken = 0 AND row_hash IN (FROM repeated)
    GROUP BY ALL
) TO :target (FORMAT parquet)
